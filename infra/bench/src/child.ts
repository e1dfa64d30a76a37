import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Runs a module in a process of its own, which answers by one message; with a heap that nothing else has touched. */
export async function inChild<T>(module: URL, ...parameters: readonly (string | number)[]): Promise<T> {
  const child = fork(module, parameters.map(String), { execArgv: ['--expose-gc'] });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`${module.pathname} ended with ${String(code)} before it answered`);
  });
  const [answer] = (await Promise.race([once(child, 'message'), exited])) as [T];
  exited.catch(() => undefined); // It ends when it has answered.
  child.disconnect();
  return answer;
}

/** The same text as one piece of memory, as whatever was parsed or came over a socket: not put together of others, nor part of one. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** Bytes in use, after everything that can be freed has been. */
export function usedBytes(): number {
  for (let i = 0; i < 4; i++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The answer of a child, which ends when its parent does. */
export function answer(message: object): void {
  process.send?.(message);
}

process.once('disconnect', () => process.exit());
