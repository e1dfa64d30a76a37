import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { startNats, type NatsServer } from '@hallpass/embedded';
import { eventually, TestIssuer } from '@hallpass/testing';
import { REPOSITORY } from '../repository.ts';
import { examples } from './examples.ts';
import { Outside } from './outside.ts';
import { pack, type Packed } from './pack.ts';
import { codeBlocks } from './readme-blocks.ts';
import { TSCONFIG } from './tsconfig-outside.ts';

const AUDIENCE = 'urn:example:orders';
const outside = new Outside();
const readme = readFileSync(join(REPOSITORY, 'libs/auth/README.md'), 'utf8');
const packed: Record<string, Packed> = {};
beforeAll(() => {
  for (const name of ['auth', 'verifier']) packed[`@hallpass/${name}`] = pack(`libs/${name}`, outside.folder);
});
afterAll(() => outside.remove());

describe('in a plain Nest application', () => {
  const [install] = codeBlocks(readme, 'sh') as [string];
  const [application, , revocation] = codeBlocks(readme, 'ts') as [string, string, string];
  let issuer: TestIssuer;
  let server: NatsServer;
  let nats: NatsConnection;
  let plain: string;
  let revocable: string;
  let withRoles: string;

  /** The application of the README, with addresses of this machine instead of examples. */
  function source(code: string): string {
    expect(code).toContain("'https://issuer.example'");
    return code
      .replaceAll("'https://issuer.example'", `'${issuer.url}'`)
      .replaceAll("'nats://broker.example:4222'", `'${server.url}'`)
      .replace('await app.listen(3000);', "await app.listen(0, '127.0.0.1');\nconsole.log('at', await app.getUrl());");
  }

  /** The application, with the module as its README's section on revocation makes it. */
  function withRevocation(): string {
    const imports = /^import .*\n/gm;
    const guard = /AuthModule\.forRoot\([\s\S]*\)(?=;\n)/.exec(revocation)?.[0] ?? '';
    return [
      ...(revocation.match(imports) ?? []).filter((line) => line.includes('@hallpass/verifier')),
      'const signClientAssertion = (audience: string) => Promise.resolve(`for ${audience}`);',
      application.replace(/AuthModule\.forRoot\(.*\)(?=\])/, guard),
    ].join('\n');
  }

  /** CAEP 1.0 section 3.1, as any issuer would write it. */
  const sessionRevoked = (sub: string, sid: string) => ({
    sub_id: {
      format: 'complex',
      user: { format: 'iss_sub', iss: issuer.url, sub },
      session: { format: 'opaque', id: sid },
    },
    events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': { event_timestamp: 1 } },
  });
  const get = async (url: string, token?: string) => {
    const response = await fetch(
      `${url}/orders`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const token = (scope = 'orders:read', sid?: string) =>
    issuer.mint({ aud: AUDIENCE, sub: 'ada', epoch: 1, scope, sid });

  beforeAll(async () => {
    [issuer, server] = await Promise.all([
      TestIssuer.start({ audiences: [AUDIENCE] }),
      startNats({ storeDir: join(outside.folder, 'nats') }),
    ]);
    nats = await connect({ servers: server.url });
    outside.write({
      'package.json': JSON.stringify({ name: 'plain', private: true, type: 'module' }),
      'tsconfig.json': JSON.stringify(TSCONFIG),
      ...examples('libs/auth'),
      'src/plain.ts': source(application),
      'src/revocable.ts': source(withRevocation()),
    });
    const quiet = ' --no-audit --no-fund --prefer-offline --loglevel=error';
    for (const line of install.trim().split('\n')) {
      outside.run(
        line.replace(/\s*#.*/, '').replaceAll(/@hallpass\/\w+/g, (name) => packed[name]?.tarball ?? name) + quiet,
      );
      // From the first line on: the NATS client, which the second one brings, is for the feed alone.
      outside.run(`${process.execPath} --input-type=module --eval "await import('@hallpass/auth')"`);
    }
    outside.run(`npm install --save-dev typescript@~6.0.3 @types/node@^24${quiet}`);
    outside.run('npx tsc');
    const start = async (file: string, ...args: string[]) =>
      (await outside.start(process.execPath, ['--enable-source-maps', file, ...args], /^at (\S+)$/m))[1] ?? '';
    [plain, revocable, withRoles] = await Promise.all([
      start('dist/plain.js'),
      start('dist/revocable.js'),
      start('dist/examples/roles-guard.js', issuer.url, '0'),
    ]);
  });
  afterAll(async () => {
    await nats?.close();
    await outside.stop();
    await Promise.all([issuer?.stop(), server?.stop()]);
  });

  it('comes from the registry but for itself and the verifier: it needs nothing else of ours', () => {
    expect(existsSync(join(outside.folder, 'node_modules/@hallpass/auth/dist/index.js'))).toBe(true);
    expect(globSync('*', { cwd: join(outside.folder, 'node_modules/@hallpass') })).toEqual(['auth', 'verifier']);
    expect(existsSync(join(outside.folder, 'node_modules/@hallpass/auth/node_modules/@hallpass'))).toBe(false);
  });

  it('refuses a request without a token', async () => {
    expect(await get(plain)).toMatchObject({ status: 401, body: { code: 'missing_token' } });
  });

  it('lets a token in', async () => {
    expect(await get(plain, await token())).toEqual({ status: 200, body: { ordersOf: 'ada' } });
  });

  it('refuses a token without the scope', async () => {
    expect(await get(plain, await token('orders:write'))).toMatchObject({
      status: 403,
      body: { code: 'insufficient_scope' },
    });
  });

  it('lets a public route be public', async () => {
    expect((await fetch(`${plain}/health`)).status).toBe(200);
  });

  it('has guards of its own after that of the library, and answers every error with problem details', async () => {
    const ask = async (path: string, roles?: string[], method = 'GET') => {
      const claims = { aud: AUDIENCE, sub: 'ada', epoch: 1, scope: 'orders:write', roles };
      const headers = { authorization: `Bearer ${await issuer.mint(claims)}` };
      const response = await fetch(withRoles + path, { method, ...(roles && { headers }) });
      const type = response.headers.get('content-type');
      return { status: response.status, type, body: await response.text() };
    };
    const problem = (status: number, said: string) => ({
      status,
      type: 'application/problem+json',
      body: expect.stringContaining(said) as string,
    });
    expect(await ask('/health')).toMatchObject({ status: 200 });
    expect(await ask('/orders', ['admin'])).toEqual(problem(403, 'orders:read or orders:read:any'));
    expect(await ask('/orders/1', undefined, 'DELETE')).toEqual(problem(401, 'missing_token'));
    expect(await ask('/orders/1', ['customer'], 'DELETE')).toEqual(problem(403, 'Forbidden'));
    expect(await ask('/orders/1', ['admin'], 'DELETE')).toMatchObject({ status: 204 });
    expect(await ask('/orders/2', ['admin'], 'DELETE')).toEqual(problem(404, 'There is no order'));
    expect(await ask('/nowhere')).toEqual(problem(404, 'Not Found'));
  });

  it('refuses a token once its session is revoked, over NATS', async () => {
    const sid = '5f0d7a38-0000-4000-8000-000000000001';
    const revoked = await token('orders:read', sid);
    expect(await get(revocable, revoked)).toMatchObject({ status: 200 });
    await issuer.publishSecurityEvent(nats, `security.v1.session.${sid}`, sessionRevoked('ada', sid));
    await eventually(async () =>
      expect(await get(revocable, revoked)).toMatchObject({ status: 401, body: { code: 'invalid_token' } }),
    );
    expect(await get(revocable, await token('orders:read', '5f0d7a38-0000-4000-8000-000000000002'))).toMatchObject({
      status: 200,
    });
  });
});
