import { readdir, readFile } from 'node:fs/promises';

/**
 * Stops a process and its children where they stand (SIGSTOP), as PostgreSQL answers by children of its own.
 * @returns what {@link resumeTree} is to be given
 */
export async function pauseTree(pid: number): Promise<readonly number[]> {
  const pids = [pid, ...(await childrenOf(pid))];
  for (const each of pids) signal(each, 'SIGSTOP');
  return pids;
}

/** Lets them go on (SIGCONT). */
export function resumeTree(pids: readonly number[]): void {
  for (const pid of pids) signal(pid, 'SIGCONT');
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => ((await parentOf(pid)) === parent ? [Number(pid)] : [])));
  return found.flat();
}

/** The fourth field of `stat`; the second is a name in parentheses, which may hold anything. */
async function parentOf(pid: string): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // It has ended in the meantime.
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
