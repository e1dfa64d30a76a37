import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';

/** Ends the servers of this jest run, and waits until they are gone. */
export default async function globalTeardown(): Promise<void> {
  const { hallpassTestServers: servers } = globalThis as { hallpassTestServers?: ChildProcess };
  if (servers === undefined || servers.exitCode !== null) return;
  const ended = once(servers, 'exit');
  servers.stdin?.end();
  await ended;
}
