import { startNats } from '@hallpass/embedded';
import { temporaryFolder } from '../temporary-folder.ts';
import type { NatsServer } from './nats-server.ts';
import { inContainers } from './server-source.ts';

export interface TestNatsOptions {
  /** What its configuration file says beside where it listens and keeps its streams; {@link onlyWithNkey} makes one. */
  readonly config?: string;
}

/**
 * A NATS server with JetStream of the suite's own, for faults: kill it, pause it, stop it, `restart()` it with what it kept.
 * Ends with the test run at the latest.
 */
export async function startNatsServer({ config }: TestNatsOptions = {}): Promise<NatsServer> {
  if (inContainers())
    return (await import('./containers/nats.ts')).startNatsContainer(config === undefined ? {} : { config });
  const server = await startNats({
    storeDir: await temporaryFolder('nats'),
    ...(config === undefined ? {} : { config }),
  });
  return {
    url: server.url,
    stop: () => server.stop(),
    kill9: () => server.kill9(),
    restart: () => server.restart(),
    pause: async () => server.pause(),
    resume: async () => server.resume(),
  };
}

/**
 * The configuration of a broker at which only the owner of a key may do anything, with inboxes of that prefix alone. Seconds to
 * prove it are many: a busy machine takes longer than the usual two.
 */
export function onlyWithNkey(publicKey: string, inboxPrefix: string): string {
  const nothing = '{ publish: { deny: [">"] }, subscribe: { deny: [">"] } }';
  return `
    authorization { timeout: 30, users: [
      { nkey: ${publicKey}, permissions: { publish: ">", subscribe: ["${inboxPrefix}.>", "verifiers.v1.>"] } }
      { user: nobody, password: nobody, permissions: ${nothing} }
    ] }
    no_auth_user: nobody`;
}
