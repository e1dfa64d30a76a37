import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { step, unusedPorts, type SystemUrls } from '@hallpass/embedded';
import { perServiceKey } from '@hallpass/system';
import { bash } from './commands.ts';
import { commandsIn, remember } from './documented.ts';
import { compose, docker, execute, type ComposeProject } from './docker-compose.ts';

/** A system in containers that runs for the tests. */
export interface TestSystem extends ComposeProject {
  /** Of its images. */
  readonly tag: string;
  readonly origin: string;
  readonly httpOrigin: string;
  /** From outside; of the bus, the databases and the mail server as the containers know them. */
  readonly urls: SystemUrls;
  /** The certificate of the authority that the gateway's certificate is of. */
  readonly caFile: string;
}

const QUICK_CHECKS = 'infra/compose/test/system/quick-checks.yml';
/** Where Caddy keeps the authority that it is itself. */
const CA = '/data/caddy/pki/authorities/local/root.crt';

export interface Starting {
  readonly system: TestSystem;
  start(signal: AbortSignal): Promise<void>;
  /** Takes it down with its volumes. */
  stop(): Promise<void>;
  /** What its containers have printed last. */
  logs(): Promise<string>;
}

/** A system of its own name, ports and network: it may run beside another. */
export async function testSystem(progress: (line: string) => void): Promise<Starting> {
  const [https = 0, http = 0, mail = 0] = await unusedPorts(3);
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-compose-'));
  const origin = `https://localhost:${https}`;
  // Also of its images: another run may be about other sources.
  const tag = `test-${process.pid}`;
  const system: TestSystem = {
    project: `hallpass-${tag}`,
    tag,
    overrides: [QUICK_CHECKS],
    variables: {
      HALLPASS_ORIGIN: origin,
      HALLPASS_VERSION: tag,
      HTTPS_PORT: String(https),
      HTTP_PORT: String(http),
      MAIL_PORT: String(mail),
      EDGE_NETWORK: `10.${100 + Math.floor(Math.random() * 100)}.${Math.floor(Math.random() * 256)}`,
    },
    origin,
    httpOrigin: `http://localhost:${http}`,
    urls: {
      ...perServiceKey(({ path }) => `${origin}/${path}`),
      mail: `http://localhost:${mail}`,
      smtp: 'smtp://maildev:1025',
      nats: 'nats://nats:4222',
      postgres: 'postgresql://postgres:5432',
    },
    caFile: join(folder, 'ca.crt'),
  };
  return {
    system,
    start: async (signal) => {
      const [up = ''] = commandsIn('deployment.md');
      await step(progress, up, async () => {
        const { code, stdout, stderr } = await bash(system, up, {}, signal);
        if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
      });
      remember(system, 'deployment.md', up);
      await writeFile(system.caFile, await execute(system, 'gateway', ['cat', CA]));
    },
    stop: async () => {
      const down = ['--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '10'];
      await step(progress, 'docker compose down --volumes', () => compose(system, down));
      await removeImages(tag);
      await rm(folder, { recursive: true });
    },
    logs: () => compose(system, ['logs', '--no-color', '--tail', '200']),
  };
}

/** What was built stays in the cache of the builds. */
async function removeImages(tag: string): Promise<void> {
  const filter = ['--filter', `reference=hallpass/*:${tag}*`, '--format', '{{.Repository}}:{{.Tag}}'];
  const images = (await docker(['image', 'ls', ...filter])).split('\n').filter(Boolean);
  if (images.length > 0) await docker(['image', 'rm', ...images]);
}
