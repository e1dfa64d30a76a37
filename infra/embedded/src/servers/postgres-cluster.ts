import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { postgresBinaries } from './postgres-binaries.ts';
import type { PostgresUser } from './postgres-user.ts';

const execute = promisify(execFile);
const PASSWORD_FILE = '.password';

/** Where a cluster lives, and the password of its superuser `postgres`. */
export interface Cluster {
  dataDir: string;
  password: string;
}

/** The cluster in a folder, made there unless it exists. A making that was interrupted leaves nothing that counts. */
export async function ensureCluster(dataDir: string, durable: boolean, user: PostgresUser): Promise<Cluster> {
  const passwordFile = `${dataDir}${PASSWORD_FILE}`;
  const password = await readIfThere(passwordFile);
  if (password !== undefined && (await readIfThere(`${dataDir}/PG_VERSION`)) !== undefined)
    return { dataDir, password };
  await mkdir(dirname(dataDir), { recursive: true });
  await rm(dataDir, { recursive: true, force: true });
  return create(dataDir, passwordFile, durable, user);
}

async function create(dataDir: string, passwordFile: string, durable: boolean, user: PostgresUser): Promise<Cluster> {
  const draft = `${dataDir}.new`;
  const password = randomBytes(18).toString('base64url');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.ids !== undefined) for (const path of [draft, passwordFile]) await chown(path, user.ids.uid, user.ids.gid);
  const { initdb } = postgresBinaries();
  const { command, args } = await user.command([draft, initdb], initdb, [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ]);
  await execute(command, args, { cwd: draft });
  await rename(draft, dataDir);
  return { dataDir, password };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
