import { fork } from 'node:child_process';
import { once } from 'node:events';
import { unlessInterrupted } from './interruption.ts';

/**
 * Runs a module in a process of its own, which answers by one message; with a heap that nothing else has touched.
 * @param flags of Node, besides the one for `gc()`
 */
export async function inChild<T>(
  module: URL,
  parameters: readonly (string | number)[],
  flags: readonly string[] = [],
): Promise<T> {
  const child = fork(module, parameters.map(String), { execArgv: ['--expose-gc', ...flags] });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`${module.pathname} ended with ${String(code)} before it answered`);
  });
  exited.catch(() => undefined); // Once it has answered, or nobody waits any more, it may end.
  try {
    const [answer] = (await unlessInterrupted(Promise.race([once(child, 'message'), exited]))) as [T];
    return answer;
  } finally {
    if (child.connected) child.disconnect();
  }
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
