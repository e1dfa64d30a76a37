import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { perService } from '@hallpass/system';
import { FIXED_PORTS } from './ports.ts';
import { processIdentity } from './process-identity.ts';
import { AlreadyRunningError, claim, runningSystem } from './run-record.ts';
import { httpUrls } from './urls.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hallpass-record-'));
  file = join(folder, 'run.json');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('belongs to one process at a time', async () => {
  const claimed = await claim(file);
  await expect(claim(file)).rejects.toThrow(AlreadyRunningError);
  expect((await runningSystem(file))?.starter.pid).toBe(process.pid);
  await claimed.release();
  expect(await runningSystem(file)).toBeUndefined();
  await expect(claim(file)).resolves.toMatchObject({ afterAKill: false });
});

it('is taken over from a process that was killed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const starter = { pid: child.pid, identity: await processIdentity(child.pid ?? 0) };
  await writeFile(file, JSON.stringify({ starter }));
  await expect(claim(file)).rejects.toThrow(`process ${String(child.pid)}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect(claim(file)).resolves.toMatchObject({ afterAKill: true });
});

it('does not take a later process with the same id for the one that was killed', async () => {
  await writeFile(file, JSON.stringify({ starter: { pid: process.pid, identity: 'another boot 1' } }));
  await expect(claim(file)).resolves.toMatchObject({ afterAKill: true });
});

it('says where the system is reached once it is ready, to its owner alone', async () => {
  const claimed = await claim(file);
  const pids = perService(() => 1);
  const urls = { ...httpUrls(FIXED_PORTS), nats: 'a', postgres: 'b' };
  await claimed.publish({ urls, pids });
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ready: { urls, pids } });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
