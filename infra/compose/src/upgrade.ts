/** `npm run upgrade`: brings a system in containers that runs to new images, while it answers. See `USAGE`. */
import { Docker } from './upgrade/docker.ts';
import { parseRequest, USAGE, type Request } from './upgrade/request.ts';
import { upgrade } from './upgrade/upgrade.ts';

const print = (line: string) => void process.stdout.write(`${line}\n`);
const printError = (line: string) => void process.stderr.write(`${line}\n`);

function requested(): Request | undefined {
  try {
    return parseRequest(process.argv.slice(2));
  } catch (error) {
    printError(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

const request = requested();
if (request !== undefined) {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());
  try {
    await upgrade(new Docker(interrupted.signal), request, print);
    print('The system is up to date.');
  } catch (error) {
    const { message, cause } = error as Error;
    printError(`${message}\n${cause instanceof Error ? `${cause.message}\n` : ''}`);
    printError('The upgrade has stopped. What was not replaced runs as before; run it again when the cause is gone.');
    process.exitCode = 1;
  }
}
