import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../servers/free-port.ts';
import { ServiceProcess } from './service-process.ts';

const RUNS = (version: number) => `import { createServer } from 'node:http';
console.log('version ${version} listens');
createServer((_, response) => response.end('${version}')).listen(process.env.PORT, '127.0.0.1');`;
const FAILS = `throw new Error('the database is on fire');`;

describe('a service that starts again with each change', () => {
  let folder: string;
  let url: string;
  let service: ServiceProcess;
  const crashes: Error[] = [];
  const notices: string[] = [];
  let heard: (() => void) | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-watched-'));
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    crashes.length = notices.length = 0;
    service = new ServiceProcess({
      name: 'shop',
      folder,
      environment: { PORT: String(port) },
      logFile: join(folder, 'shop.log'),
      url,
      onCrash: (error) => crashes.push(error),
      onWatched: (message) => {
        notices.push(message);
        heard?.();
      },
    });
  });
  afterEach(async () => {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const write = (program: string) => writeFile(join(folder, 'dist/main.js'), program);
  const notice = () => new Promise<void>((resolve) => (heard = resolve));
  const answer = () => fetch(url).then((response) => response.text());

  it('is reported with its last words when it has ended by itself, and runs again after the next change', async () => {
    await write(RUNS(1));
    await service.start();
    expect([await answer(), notices]).toEqual(['1', []]);

    const ended = notice();
    await write(FAILS);
    await ended;
    expect(notices).toEqual([expect.stringMatching(/^shop has ended, and starts again with the next change/)]);
    expect(notices[0]).toContain('the database is on fire');
    expect(crashes).toEqual([]);
    await expect(answer()).rejects.toThrow();

    const again = notice();
    await write(RUNS(2));
    await again;
    expect(notices[1]).toBe('shop starts again');
  });

  it('is given up at once where it ends before it is ready', async () => {
    await write(FAILS);
    await expect(service.start()).rejects.toThrow('the database is on fire');
    expect(await readFile(join(folder, 'shop.log'), 'utf8')).toContain('Waiting for file changes');
  });
});
