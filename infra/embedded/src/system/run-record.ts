import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { ServiceName } from '@hallpass/system';
import { processIdentity } from './process-identity.ts';
import type { SystemUrls } from './urls.ts';

/** What the state folder knows about the system that runs on it: who started it, and where it is reached once it is ready. */
export interface RunRecord {
  starter: { pid: number; identity: string };
  ready?: {
    urls: SystemUrls;
    /** The process of each service. */
    pids: Record<ServiceName, number>;
  };
}

export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly record: RunRecord;

  constructor(record: RunRecord) {
    super(`Hallpass is already running on this state folder (process ${record.starter.pid}).`);
    this.record = record;
  }
}

/** A state folder that belongs to this process until it releases it. */
export interface Claim {
  /** Whether an earlier starter was killed: what it had started may take a moment to end. */
  readonly afterAKill: boolean;
  publish(ready: NonNullable<RunRecord['ready']>): Promise<void>;
  release(): Promise<void>;
}

/** Claims a state folder for this process. Throws {@link AlreadyRunningError} while the process lives that claimed it last. */
export async function claim(file: string): Promise<Claim> {
  const starter = { pid: process.pid, identity: (await processIdentity(process.pid)) ?? '' };
  let afterAKill = false;
  while (!(await createWhole(file, { starter }))) {
    const running = await runningSystem(file);
    if (running !== undefined) throw new AlreadyRunningError(running);
    await removeLeftover(file);
    afterAKill = true;
  }
  return {
    afterAKill,
    publish: (ready) => replace(file, { starter, ready }),
    release: () => rm(file, { force: true }),
  };
}

/**
 * Removes a record whose starter is gone. Of two that find it, one moves it; should that be the other's new record, it is put
 * back, and the next look at it says that the other runs.
 */
async function removeLeftover(file: string): Promise<void> {
  const aside = `${file}.${process.pid}.left`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await runningSystem(aside)) === undefined) await rm(aside);
  else await rename(aside, file);
}

/** The record of the system that runs on a state folder; undefined when none does. */
export async function runningSystem(file: string): Promise<RunRecord | undefined> {
  const record = await read(file);
  if (record === undefined) return undefined;
  const { pid, identity } = record.starter;
  return (await processIdentity(pid)) === identity ? record : undefined;
}

async function read(file: string): Promise<RunRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RunRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Creates the file in one step, so that no reader sees half of it; false when there is one already. */
async function createWhole(file: string, record: RunRecord): Promise<boolean> {
  const draft = await writeDraft(file, record);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

async function replace(file: string, record: RunRecord): Promise<void> {
  await rename(await writeDraft(file, record), file);
}

async function writeDraft(file: string, record: RunRecord): Promise<string> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(record, null, 2), { mode: 0o600 });
  return draft;
}
