import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const WAIT_MS = 30_000;

/**
 * Makes way in a data directory whose last server was killed or left behind: ends a postmaster of this very directory
 * that still lives, and drops the `postmaster.pid` of one that doesn't (its number may belong to another process by now).
 */
export async function endLeftover(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  const pid = await readPid(file);
  if (pid === undefined) return;
  if (await isPostmasterOf(pid, dataDir)) {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; await isPostmasterOf(pid, dataDir); waited += 50) {
      if (waited > WAIT_MS) throw new Error(`Another PostgreSQL (process ${pid}) uses ${dataDir} and doesn't end.`);
      await delay(50);
    }
  }
  await rm(file, { force: true });
}

async function readPid(file: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(file, 'utf8'), 10);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function isPostmasterOf(pid: number, dataDir: string): Promise<boolean> {
  try {
    const { stdout } = await execute('ps', ['-o', 'args=', '-p', String(pid)]);
    return stdout.includes('postgres') && stdout.includes(dataDir);
  } catch (error) {
    if ((error as { code?: unknown }).code === 1) return false; // ps: no such process
    throw error;
  }
}
