import { startNats } from '@hallpass/embedded';
import { temporaryFolder } from '../temporary-folder.ts';
import { inContainers } from './server-source.ts';

/** A nats-server with JetStream, and the faults one may want of it. */
export interface NatsServer {
  readonly url: string;
  stop(): Promise<void>;
  /** Ends it without a chance to flush (SIGKILL). */
  kill9(): Promise<void>;
  /** Starts it again at the same address with the same store; stops it first when it runs. */
  restart(): Promise<void>;
  /** Stops answering without closing a connection, until {@link resume}. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/**
 * A NATS server with JetStream of the suite's own, for faults: kill it, pause it, stop it, `restart()` it with what it kept.
 * Ends with the test run at the latest.
 */
export async function startNatsServer(): Promise<NatsServer> {
  if (inContainers()) return (await import('./containers/nats.ts')).startNatsContainer();
  const server = await startNats({ storeDir: await temporaryFolder('nats') });
  return {
    url: server.url,
    stop: () => server.stop(),
    kill9: () => server.kill9(),
    restart: () => server.restart(),
    pause: async () => server.pause(),
    resume: async () => server.resume(),
  };
}
