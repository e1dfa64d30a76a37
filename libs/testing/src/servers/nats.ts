import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats, type NatsServer } from '@hallpass/embedded';

export interface TestNatsOptions {
  /** A temporary one unless told, which {@link NatsServer.stop} drops. */
  storeDir?: string;
  port?: number;
}

/** A NATS server with JetStream of the suite's own, for faults: kill it, pause it, restart it. Ends with the test run. */
export async function startNatsServer({ storeDir, port }: TestNatsOptions = {}): Promise<NatsServer> {
  if (storeDir !== undefined) return startNats({ storeDir, ...(port === undefined ? {} : { port }) });
  const temporary = await mkdtemp(join(tmpdir(), 'hallpass-nats-'));
  const server = await startNats({ storeDir: temporary, ...(port === undefined ? {} : { port }) });
  const stop = server.stop.bind(server);
  return Object.assign(server, {
    stop: async () => {
      await stop();
      await rm(temporary, { recursive: true, force: true });
    },
  });
}

export type { NatsServer };
