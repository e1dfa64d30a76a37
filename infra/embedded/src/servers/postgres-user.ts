import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const USER = 'postgres';

/** As whom PostgreSQL runs: it refuses to run as root. */
export interface PostgresUser {
  /** Undefined: as the one who runs this process. */
  ids: { uid: number; gid: number } | undefined;
  /** What a command is put behind, so that it runs as that user. */
  command(paths: readonly string[], program: string, args: string[]): Promise<{ command: string; args: string[] }>;
}

/** This user; as root, the user `postgres`, which is made when there is none. */
export async function postgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) {
    return { ids: undefined, command: (_, command, args) => Promise.resolve({ command, args }) };
  }
  const ids = await findIds().catch(async () => {
    await execute('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER]);
    return findIds();
  });
  return { ids, command: (paths, program, args) => demote(ids, paths, program, args) };
}

async function findIds() {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, USER])).stdout)),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

/**
 * A checkout in a home folder (mode 0700) can't be entered by another user. Then, and only then, the server keeps the
 * one capability of root's to pass through folders.
 */
async function demote(ids: { uid: number; gid: number }, paths: readonly string[], program: string, args: string[]) {
  const reachable = await Promise.all(paths.map(isReachable));
  const capability = reachable.every(Boolean)
    ? []
    : ['--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search'];
  const demotion = ['--reuid', String(ids.uid), '--regid', String(ids.gid), '--clear-groups', ...capability];
  return { command: 'setpriv', args: [...demotion, program, ...args] };
}

/** Whether anybody may pass through the folders above. */
async function isReachable(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
