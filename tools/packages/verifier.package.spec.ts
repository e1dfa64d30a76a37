import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { startNats, type NatsServer } from '@hallpass/embedded';
import { eventually, TestIssuer } from '@hallpass/testing';
import { REPOSITORY } from '../repository.ts';
import { examples } from './examples.ts';
import { Outside } from './outside.ts';
import { pack } from './pack.ts';
import { codeBlocks } from './readme-blocks.ts';
import { TSCONFIG } from './tsconfig-outside.ts';

const AUDIENCE = 'urn:example:orders';
const QUIET = ' --no-audit --no-fund --prefer-offline --loglevel=error';

describe('in a server without a framework', () => {
  const outside = new Outside();
  const readme = readFileSync(join(REPOSITORY, 'libs/verifier/README.md'), 'utf8');
  const [install] = codeBlocks(readme, 'sh') as [string];
  const [server, revocation, , , tests] = codeBlocks(readme, 'ts') as [string, string, string, string, string];
  let issuer: TestIssuer;
  let broker: NatsServer;
  let nats: NatsConnection;
  let plain: string;
  let revocable: string;
  let example: string;
  let withoutNats: string[];

  /** The server of the README, with addresses of this machine instead of examples. */
  function source(code: string): string {
    expect(code).toContain("'https://issuer.example'");
    const told = "server.listen(0, '127.0.0.1', () => console.log('at', Object(server.address()).port));";
    return code
      .replaceAll("'https://issuer.example'", `'${issuer.url}'`)
      .replaceAll("'nats://broker.example:4222'", `'${broker.url}'`)
      .replace('server.listen(3000);', told);
  }

  /** The server, with the verifier as the section on revocation makes it. */
  function withRevocation(): string {
    const feed = /^import .*\/nats';$/m.exec(revocation)?.[0] ?? '';
    const verifier = /^const verifier = [\s\S]*?^}\);$/m.exec(revocation)?.[0] ?? '';
    return [feed, server.replace(/^const verifier = .*$/m, () => verifier)].join('\n');
  }

  /** CAEP 1.0 section 3.1, as any issuer would write it. */
  const revoke = (sid: string) =>
    issuer.publishSecurityEvent(nats, `security.v1.session.${sid}`, {
      sub_id: {
        format: 'complex',
        user: { format: 'iss_sub', iss: issuer.url, sub: 'ada' },
        session: { format: 'opaque', id: sid },
      },
      events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': { event_timestamp: 1 } },
    });
  const mint = (sid: string) => issuer.mint({ aud: AUDIENCE, sub: 'ada', epoch: 1, scope: 'orders:read', sid });
  const get = async (port: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const installed = () =>
    globSync('*', { cwd: join(outside.folder, 'node_modules') }).filter((name) => name !== '.bin');

  beforeAll(async () => {
    [issuer, broker] = await Promise.all([
      TestIssuer.start({ audiences: [AUDIENCE] }),
      startNats({ storeDir: join(outside.folder, 'nats') }),
    ]);
    nats = await connect({ servers: broker.url });
    // The stream has to be there, or revocations can't be heard of.
    await revoke('5f0d7a38-0000-4000-8000-00000000000f');
    outside.write({
      'package.json': JSON.stringify({ name: 'plain', private: true, type: 'module' }),
      'tsconfig.json': JSON.stringify(TSCONFIG),
      'src/plain.ts': source(server),
      'src/revocable.ts': source(withRevocation()),
      ...examples('libs/verifier'),
      'src/tests.ts': `${tests}console.log('at', verifier.metrics().cache.entries);\n`,
    });
    const { tarball } = pack('libs/verifier', outside.folder);
    const [own = '', more = ''] = install.replaceAll(/\s*#.*/g, '').split('\n');
    outside.run(own.replace('@hallpass/verifier', tarball) + QUIET);
    withoutNats = installed();
    outside.run(`node --input-type=module --eval "await import('@hallpass/verifier')"`);
    outside.run(more + QUIET);
    outside.run(`npm install --save-dev typescript@~6.0.3 @types/node@^24${QUIET}`);
    outside.run('npx tsc');
    const start = async (file: string, ...args: string[]) =>
      (await outside.start(process.execPath, ['--enable-source-maps', file, ...args], /^at (\d+)$/m))[1] ?? '';
    [plain, revocable, example] = await Promise.all([
      start('dist/plain.js'),
      start('dist/revocable.js'),
      start('dist/examples/server.js', issuer.url, '0'),
    ]);
  });
  afterAll(async () => {
    await nats?.close();
    await outside.remove();
    await Promise.all([issuer?.stop(), broker?.stop()]);
  });

  it('it comes with three packages, and no framework among them', () => {
    expect(withoutNats.toSorted()).toEqual(['@hallpass', 'jose', 'lru-cache', 'zod']);
  });

  it('it refuses a request without a token, and rubbish', async () => {
    expect(await get(plain)).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    expect(await get(plain, 'rubbish')).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  });

  it('it lets a token in', async () => {
    const token = await mint('5f0d7a38-0000-4000-8000-000000000000');
    expect(await get(plain, token)).toEqual({ status: 200, body: { ordersOf: 'ada' } });
  });

  it('it refuses a token once its session is revoked, over NATS', async () => {
    const sid = '5f0d7a38-0000-4000-8000-000000000001';
    const token = await mint(sid);
    await eventually(async () => expect(await get(revocable, token)).toMatchObject({ status: 200 }));
    await revoke(sid);
    await eventually(async () =>
      expect(await get(revocable, token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } }),
    );
  });

  it.each([
    ['key-source', ['let in: ada', 'refused: unknown_key']],
    ['revocation-feed', ['let in: alice', 'its connection is closed: session_revoked', 'refused: session_revoked']],
    [
      'token-status',
      ['live: let in: alice', 'ended: refused: 401 inactive', 'unreachable: refused: 503 token_status_unavailable'],
    ],
  ])('the example of a %s runs', (name, printed) => {
    expect(outside.run(`node dist/examples/${name}.js`).trim().split('\n')).toEqual(printed);
  });

  it('the example of a server answers, streams and counts', async () => {
    const url = `http://127.0.0.1:${example}`;
    const token = await mint('5f0d7a38-0000-4000-8000-000000000002');
    const ask = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(url + path, { headers });
      return { response, body: (await response.json()) as Record<string, unknown> };
    };
    const authorization = `Bearer ${token}`;
    for (let times = 0; times < 2; times++) {
      expect((await ask('/orders', { authorization })).body).toEqual({ ordersOf: 'ada' });
    }
    const { response, body } = await ask('/orders');
    expect([response.status, response.headers.get('content-type'), response.headers.get('www-authenticate')]).toEqual([
      401,
      'application/problem+json',
      'Bearer',
    ]);
    expect(body['code']).toBe('missing_token');
    const stream = await fetch(`${url}/stream`, { headers: { authorization } });
    const reader = stream.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: hello ada\n\n');
    const counted = { cache: { entries: 1 }, liveConnections: 1, refusals: { missing_token: 1 } };
    expect((await ask('/metrics')).body).toMatchObject(counted);
    await reader?.cancel();
  });

  it('it is tested with an issuer in memory', async () => {
    expect(outside.run(`node dist/tests.js`)).toBe('at 1\n');
  });
});
