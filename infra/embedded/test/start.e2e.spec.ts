import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ServiceName } from '@hallpass/system';
import { expecting, send } from '../src/client/http.ts';
import { Person, type TokenAnswer } from '../src/client/person.ts';
import { until } from '../src/client/until.ts';
import { reapWithThisProcess } from '../src/servers/reap.ts';
import { runningSystem, statePaths, type SystemUrls } from '../src/system/index.ts';

let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'hallpass-start-'));
});

afterAll(async () => {
  await rm(stateDir, { recursive: true, force: true });
});

function run(script: string, ...args: string[]): ChildProcess {
  const env = { ...process.env, HALLPASS_STATE_DIR: stateDir, HALLPASS_PORTS: 'free' };
  const path = join(import.meta.dirname, '../src', script);
  const child = spawn(process.execPath, [path, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  reapWithThisProcess(child, 'SIGTERM');
  return child;
}

interface Started {
  starter: ChildProcess;
  lines: string[];
  urls: SystemUrls;
  pids: Record<ServiceName, number>;
}

/** Starts the system as `npm start` does; answers once the line that begins with `ready` is there. */
async function start(): Promise<Started> {
  const starter = run('start.ts');
  const lines: string[] = [];
  for await (const line of createInterface({ input: starter.stdout! })) {
    lines.push(line);
    if (line.startsWith('ready')) break;
  }
  starter.stdout?.resume();
  const record = await runningSystem(statePaths(stateDir).record);
  return { starter, lines, ...record!.ready! };
}

const output = async (child: ChildProcess) => {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, text: chunks.join('') };
};

const unreachable = (urls: SystemUrls) =>
  until('everything to be gone', async () => {
    const probes = [urls.identity, urls.orders, urls.notifications, urls.mail].map((url) => fetch(url));
    const outcomes = await Promise.allSettled(probes);
    return outcomes.every(({ status }) => status === 'rejected') ? true : undefined;
  });

describe('npm start', () => {
  it('says ready in one line with every address, keeps secrets to itself, and ends in order on SIGTERM', async () => {
    const { starter, lines, urls } = await start();
    expect(lines.filter((line) => line.startsWith('ready'))).toHaveLength(1);
    for (const url of [urls.identity, urls.orders, urls.notifications, urls.mail, urls.nats])
      expect(lines.at(-1)).toContain(url);
    for (const file of ['secrets.json', 'keys/identity-api.jwks.json'])
      expect((await stat(join(stateDir, file))).mode & 0o077).toBe(0);
    expect(await readFile(join(stateDir, 'logs/identity-api.log'), 'utf8')).not.toContain('hall-pass-admin-dev');

    const second = await output(run('start.ts'));
    expect(second).toMatchObject({ code: 1, text: expect.stringContaining('already running') });
    const reset = await output(run('reset.ts'));
    expect(reset).toMatchObject({ code: 1, text: expect.stringContaining('already running') });

    starter.kill('SIGTERM');
    expect(await once(starter, 'exit')).toEqual([0, null]);
    await unreachable(urls);
  });

  it('keeps its state, leaves nothing behind when it is killed, and starts again after that', async () => {
    const first = await start();
    const person = await Person.stranger(first.urls).arrive();
    first.starter.kill('SIGKILL');
    await unreachable(first.urls);

    const second = await start();
    const json = { email: person.email, password: person.password };
    const login = await send<TokenAnswer>('POST', `${second.urls.identity}/v1/auth/login`, { json });
    const token = expecting(200, login).access_token;
    // The commands of the runbooks for a system without containers.
    expect(await output(run('dead-letters.ts', 'list'))).toEqual({ code: 0, text: '0 dead letters\n' });
    const revoked = await output(run('revoke-all.ts', '--reason', 'database restored'));
    expect(revoked).toEqual({ code: 0, text: expect.stringMatching(/^applied: (\d) of \1 known verifiers/m) });
    expect(await send('GET', `${second.urls.identity}/v1/me`, { token })).toMatchObject({ status: 401 });
    second.starter.kill('SIGINT');
    expect(await once(second.starter, 'exit')).toEqual([0, null]);
    await unreachable(second.urls);
  });

  it('ends with 1 when a service crashes, and shows the end of its log', async () => {
    const { starter, urls, pids } = await start();
    process.kill(pids['order-api'], 'SIGKILL');
    const { code, text } = await output(starter);
    expect(code).toBe(1);
    expect(text).toContain('order-api ended');
    await unreachable(urls);
  });

  it('empties its state with npm run reset', async () => {
    expect((await output(run('reset.ts'))).code).toBe(0);
    await expect(stat(stateDir)).rejects.toThrow('ENOENT');
  });
});
