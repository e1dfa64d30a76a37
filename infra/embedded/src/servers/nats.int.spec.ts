import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { until } from '../client/until.ts';
import { natsBinary } from './nats-binary.ts';
import { natsAnswers } from './nats-probe.ts';
import { startNats } from './nats.ts';
import { ServerStartError } from './server-process.ts';

describe('an embedded NATS', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-nats-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('answers once it has started, and no more once it is stopped', async () => {
    const server = await startNats({ storeDir: folder });
    await expect(natsAnswers(server.port)).resolves.toBeUndefined();
    await server.stop();
    await expect(natsAnswers(server.port)).rejects.toThrow('ECONNREFUSED');
  });

  it('comes back at the same address as another process', async () => {
    const server = await startNats({ storeDir: folder });
    const { pid, url } = server;
    await server.restart();
    expect(server.url).toBe(url);
    expect(server.pid).not.toBe(pid);
    await server.stop();
  });

  it('says so when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await expect(startNats({ storeDir: folder, port })).rejects.toThrow(ServerStartError);
    taken.close();
  });

  const startElsewhere = (then = '') => {
    const program = `import { startNats } from ${JSON.stringify(join(import.meta.dirname, 'nats.ts'))};
      const server = await startNats({ storeDir: ${JSON.stringify(folder)} });
      ${then}
      console.log(String(server.port)); // a number would be coloured
      setInterval(() => {}, 1000);`;
    return spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };

  it('leaves no process behind when it is stopped, though the one that started it goes on', async () => {
    const starter = startElsewhere('await server.stop();');
    try {
      await once(createInterface(starter.stdout), 'line');
      await childless(starter.pid);
      expect(starter.exitCode).toBeNull();
    } finally {
      starter.kill('SIGKILL');
    }
  });

  it('ends with the process that started it, also when that is killed', async () => {
    const starter = startElsewhere();
    try {
      const [port] = (await once(createInterface(starter.stdout), 'line')) as [string];
      await natsAnswers(Number(port));
      starter.kill('SIGKILL');
      await gone(Number(port));
    } finally {
      starter.kill('SIGKILL');
    }
  });

  const childless = (pid: number | undefined) =>
    until(`the process ${pid} to have no children`, async () => {
      const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=']);
      return !stdout.split(/\s+/).includes(String(pid)) || undefined;
    });

  const gone = (port: number) =>
    until(`the server at port ${port} to be gone`, () =>
      natsAnswers(port).then(
        () => undefined,
        () => true,
      ),
    );
});

describe('the program of NATS', () => {
  it('is the one that NATS_SERVER_BIN names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hallpass-bin-'));
    const file = join(folder, 'nats-server');
    await writeFile(file, '#!/bin/sh\n');
    await expect(natsBinary({ NATS_SERVER_BIN: file })).rejects.toThrow(
      `NATS_SERVER_BIN names ${file}, which can't be executed.`,
    );
    await chmod(file, 0o755);
    expect(await natsBinary({ NATS_SERVER_BIN: file, PATH: '/usr/bin' })).toBe(file);
    expect(await natsBinary({ PATH: `/nowhere:${folder}` })).toBe(file);
    await rm(folder, { recursive: true });
  });

  it('when it can be had in no way, is asked for in words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hallpass-bin-'));
    await expect(natsBinary({ PATH: folder, XDG_CACHE_HOME: folder })).rejects.toThrow(
      /There is no nats-server here.*\n[^]*set NATS_SERVER_BIN to its path/,
    );
    await rm(folder, { recursive: true });
  });
});
