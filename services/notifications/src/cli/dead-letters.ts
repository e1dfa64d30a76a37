import { once } from 'node:events';
import { NatsClient } from '@hallpass/messaging';
import { brokerOptions, loadConfig } from '@hallpass/platform';
import { configSchema } from '../config.js';
import { runDeadLettersCommand } from '../dead-letters/dead-letters-command.js';
import { ServiceLetters } from '../dead-letters/service-letters.js';

const CONNECT_TIMEOUT_MS = 10_000;

const config = loadConfig(
  configSchema.pick({
    NATS_URL: true,
    NATS_USER: true,
    NATS_PASSWORD: true,
    NATS_NKEY_SEED: true,
    NATS_INBOX_PREFIX: true,
  }),
);
const nats = new NatsClient({ ...brokerOptions(config), name: 'dead-letters' });
const connected = new EventTarget();
nats.onConnected(() => connected.dispatchEvent(new Event('connected')));
try {
  await once(connected, 'connected', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
  process.exitCode = await runDeadLettersCommand(process.argv.slice(2), new ServiceLetters(nats), console.log);
} catch (error) {
  console.error(`The dead letters can't be reached at ${config.NATS_URL}: ${String(error)}`);
  process.exitCode = 1;
} finally {
  await nats.close();
}
