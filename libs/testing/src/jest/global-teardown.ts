import type { Servers } from './servers.ts';

/** Ends the servers that this jest run has started, and waits until they are gone. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { hallpassTestServers?: Servers }).hallpassTestServers?.end();
}
