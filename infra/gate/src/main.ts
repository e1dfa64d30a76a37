import 'reflect-metadata';
import { RESOURCES } from '@hallpass/contracts';
import { createLogger, loadConfig, stopOnSignal } from '@hallpass/platform';
import { configSchema } from './config.js';
import { makeDoor } from './door.js';

const config = loadConfig(configSchema);
const logger = createLogger({ name: 'gate', level: config.LOG_LEVEL });
const doors = await Promise.all(RESOURCES.map((audience) => makeDoor(audience, config)));
stopOnSignal(
  { close: async () => void (await Promise.all(doors.map((door) => door.close()))) },
  logger,
  config.SHUTDOWN_TIMEOUT_MS,
);
for (const [index, door] of doors.entries()) {
  await door.listen(config.PORT + index, config.HOST);
  logger.info({ address: await door.getUrl(), audience: RESOURCES[index] }, 'gate listens');
}
