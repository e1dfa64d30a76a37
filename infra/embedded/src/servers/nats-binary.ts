import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { downloadWithApt } from './apt-download.ts';

const NAME = 'nats-server';

/**
 * The path of a nats-server: `NATS_SERVER_BIN`, else the PATH, else the copy in the cache folder, else one that is
 * fetched there with apt (Debian and Ubuntu; neither root nor an installed list needed). Throws with a message that
 * says how to get one.
 */
export async function natsBinary(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = env['NATS_SERVER_BIN'];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new NatsBinaryError(`NATS_SERVER_BIN names ${named}, which can't be executed.`);
  }
  const cached = join(cacheFolder(env), NAME);
  const candidates = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, NAME));
  for (const candidate of [...candidates, cached]) if (await isExecutable(candidate)) return candidate;
  try {
    await downloadWithApt(NAME, `usr/sbin/${NAME}`, cached, env);
    return cached;
  } catch (cause) {
    throw new NatsBinaryError(
      [
        `There is no ${NAME} here, and it could not be fetched with apt (${(cause as Error).message}).`,
        'Get one in any of these ways, then start again:',
        '  brew install nats-server            on macOS',
        '  apt-get install nats-server         on Debian and Ubuntu, as root',
        '  https://github.com/nats-io/nats-server/releases: unpack it, and set NATS_SERVER_BIN to its path',
        'Or run the system in containers: docker compose up --build.',
      ].join('\n'),
      { cause },
    );
  }
}

export class NatsBinaryError extends Error {
  override readonly name = 'NatsBinaryError';
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hallpass');
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
