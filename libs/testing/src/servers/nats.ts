import { startNats, type NatsServer } from '@hallpass/embedded';
import { temporaryFolder } from '../temporary-folder.js';

export interface TestNatsOptions {
  /** A temporary one unless told. */
  storeDir?: string;
  /** A free one unless told. */
  port?: number;
}

/**
 * A NATS server with JetStream of the suite's own, for faults: kill it, pause it, stop it, `restart()` it with what it kept.
 * Ends with the test run at the latest.
 */
export async function startNatsServer({ storeDir, port }: TestNatsOptions = {}): Promise<NatsServer> {
  return startNats({ storeDir: storeDir ?? (await temporaryFolder('nats')), ...(port === undefined ? {} : { port }) });
}

export type { NatsServer };
