import { once } from 'node:events';
import { join } from 'node:path';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { freePort, startNats, type NatsServer } from '@hallpass/embedded';
import { eventually, TestIssuer } from '@hallpass/testing';
import { Outside } from './outside.ts';
import { pack } from './pack.ts';
import { askIo, firstOf, openIo, OrdersClient } from './transports/clients.ts';
import { INSTALL, sources } from './transports/sources.ts';
import { TSCONFIG } from './tsconfig-outside.ts';

const AUDIENCE = 'urn:example:orders';
const CALLED = ['Apollo', 'Mercurius', 'NATS', 'gRPC', 'WebSocket', 'Socket.IO', 'Socket.IO by header'] as const;
type Called = (typeof CALLED)[number];

describe('outside the repository, an application that is called by', () => {
  const outside = new Outside();
  let issuer: TestIssuer;
  let server: NatsServer;
  let nats: NatsConnection;
  let urls: { apollo: string; mercurius: string; hybrid: string; remote: string };
  let orders: OrdersClient;

  beforeAll(async () => {
    [issuer, server] = await Promise.all([
      TestIssuer.start({ audiences: [AUDIENCE] }),
      startNats({ storeDir: join(outside.folder, 'nats') }),
    ]);
    nats = await connect({ servers: server.url });
    // The stream has to be there, or revocations can't be heard of.
    await revoke('5f0d7a38-0000-4000-8000-00000000000f');
    const [auth, verifier] = [pack('libs/auth', outside.folder), pack('libs/verifier', outside.folder)];
    outside.write({
      'package.json': JSON.stringify({ name: 'outside', private: true, type: 'module' }),
      'tsconfig.json': JSON.stringify({
        ...TSCONFIG,
        compilerOptions: { ...TSCONFIG.compilerOptions, skipLibCheck: true },
      }),
      ...sources(issuer.url, server.url, AUDIENCE),
    });
    const quiet = ' --no-audit --no-fund --prefer-offline --loglevel=error';
    outside.run(
      INSTALL.replace('@hallpass/auth', auth.tarball).replace('@hallpass/verifier', verifier.tarball) + quiet,
    );
    outside.run('npx tsc');
    const start = async (name: string, ...args: string[]) =>
      (await outside.start(process.execPath, [`dist/${name}.js`, ...args], /^at (\S+)$/m))[1] ?? '';
    const address = `127.0.0.1:${await freePort()}`;
    const [apollo, mercurius, hybrid, remote] = await Promise.all([
      start('apollo'),
      start('mercurius'),
      start('hybrid'),
      start('remote', address),
    ]);
    urls = { apollo, mercurius, hybrid, remote };
    orders = new OrdersClient(outside.folder, address);
  });
  afterAll(async () => {
    orders?.close();
    await nats?.close();
    await outside.remove();
    await Promise.all([issuer?.stop(), server?.stop()]);
  });

  const authorize = (token?: string) => (token === undefined ? {} : { authorization: `Bearer ${token}` });
  async function graphql(url: string, query: string, token?: string) {
    const sent = { 'content-type': 'application/json', ...authorize(token) };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: sent, body: JSON.stringify({ query }) });
    return (await response.json()) as { data?: Record<string, unknown>; errors?: { extensions: { code: string } }[] };
  }
  async function ofGraphql(url: string, token?: string): Promise<unknown> {
    const { data, errors } = await graphql(url, '{ order { caller } }', token);
    return errors?.[0]?.extensions.code ?? (data?.['order'] as { caller: string }).caller;
  }
  async function ofNats(token?: string): Promise<unknown> {
    const sent = headers();
    for (const [name, value] of Object.entries(authorize(token))) sent.set(name, value);
    const message = JSON.stringify({ id: '1', pattern: 'outside.order', data: { user: { sub: 'mallory' } } });
    const answer = await nats.request('outside.order', message, { headers: sent, timeout: 5000 });
    const { err, response } = answer.json<{ err?: { code: string }; response?: unknown }>();
    return err?.code ?? response;
  }
  async function socket(token?: string): Promise<WebSocket> {
    // Node's takes headers, which a browser's doesn't.
    const opened = new WebSocket(urls.hybrid.replace('http', 'ws'), { headers: authorize(token) } as never);
    await once(opened, 'open');
    return opened;
  }
  async function ask(opened: WebSocket): Promise<unknown> {
    const answer = once(opened, 'message');
    opened.send(JSON.stringify({ event: 'order', data: { user: { sub: 'mallory' } } }));
    const [{ data: text }] = (await answer) as [{ data: string }];
    const { data } = JSON.parse(text) as { data: string | { code: string } };
    return typeof data === 'string' ? data : data.code;
  }
  async function ofWebSocket(token?: string): Promise<unknown> {
    const opened = await socket(token);
    try {
      return await ask(opened);
    } finally {
      opened.close();
    }
  }
  async function ofSocketIo(place: 'auth' | 'header', token?: string): Promise<unknown> {
    const opened = openIo(outside.folder, urls.remote, place, token);
    try {
      return await askIo(opened);
    } finally {
      opened.disconnect();
    }
  }
  const call: Record<Called, (token?: string) => Promise<unknown>> = {
    Apollo: (token) => ofGraphql(urls.apollo, token),
    Mercurius: (token) => ofGraphql(urls.mercurius, token),
    NATS: ofNats,
    gRPC: (token) => orders.order(token),
    WebSocket: ofWebSocket,
    'Socket.IO': (token) => ofSocketIo('auth', token),
    'Socket.IO by header': (token) => ofSocketIo('header', token),
  };
  const mint = (sid: string) => issuer.mint({ aud: AUDIENCE, sub: 'ada', epoch: 1, scope: 'orders:read', sid });
  const revoke = (sid: string) =>
    issuer.publishSecurityEvent(nats, `security.v1.session.${sid}`, {
      sub_id: {
        format: 'complex',
        user: { format: 'iss_sub', iss: issuer.url, sub: 'ada' },
        session: { format: 'opaque', id: sid },
      },
      events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': { event_timestamp: 1 } },
    });

  it.each(CALLED)('%s lets a token in, and refuses none, rubbish and a revoked one', async (called) => {
    const sid = `5f0d7a38-0000-4000-8000-00000000000${CALLED.indexOf(called)}`;
    const token = await mint(sid);
    await eventually(async () => expect(await call[called](token)).toBe('ada'));
    expect(await call[called]()).toBe('missing_token');
    expect(await call[called]('rubbish')).toBe('invalid_token');
    await revoke(sid);
    await eventually(async () => expect(await call[called](token)).toBe('invalid_token'));
  });

  it.each(['apollo', 'mercurius'] as const)(
    'GraphQL (%s) shows no stack trace, and no parent as the caller',
    async (name) => {
      const refused = await graphql(urls[name], '{ bare }');
      expect(JSON.stringify(refused)).not.toMatch(/node_modules|dist\//);
      expect(refused.errors).toMatchObject([{ extensions: { status: 401, challenge: 'Bearer' } }]);
      expect(await graphql(urls[name], '{ open { caller } }')).toEqual({ data: { open: { caller: 'nobody' } } });
    },
  );

  it('WebSocket closes the socket when its session ends', async () => {
    const sid = '5f0d7a38-0000-4000-8000-000000000009';
    const opened = await socket(await mint(sid));
    await eventually(async () => expect(await ask(opened)).toBe('ada'));
    const closed = once(opened, 'close');
    await revoke(sid);
    const [{ code, reason }] = (await closed) as [CloseEvent];
    expect([code, reason]).toEqual([1008, 'session_revoked']);
  });

  it('Socket.IO closes the socket when its session ends', async () => {
    const sid = '5f0d7a38-0000-4000-8000-00000000000a';
    const opened = openIo(outside.folder, urls.remote, 'auth', await mint(sid));
    await eventually(async () => expect(await askIo(opened)).toBe('ada'));
    const closed = new Promise((resolve) => opened.once('disconnect', resolve));
    await revoke(sid);
    expect(await closed).toBe('io server disconnect');
  });

  it.each(['Watch', 'Chat', 'Raw'] as const)(
    'gRPC refuses a stream (%s) without a token, and goes on',
    async (method) => {
      const token = await mint('5f0d7a38-0000-4000-8000-00000000000b');
      expect(await firstOf(orders.stream(method))).toBe('missing_token');
      expect(await firstOf(orders.stream(method, 'rubbish'))).toBe('invalid_token');
      const opened = orders.stream(method, token);
      expect(await firstOf(opened)).toBe(method === 'Watch' ? 'ada' : 'in');
      opened.on('error', () => undefined);
      opened.cancel();
    },
  );

  it.each(['Watch', 'Chat', 'Raw'] as const)('gRPC ends a stream (%s) when its session ends', async (method) => {
    const sid = `5f0d7a38-0000-4000-8000-00000000001${['Watch', 'Chat', 'Raw'].indexOf(method)}`;
    const opened = orders.stream(method, await mint(sid));
    expect(await firstOf(opened)).toMatch(/^(ada|in)$/);
    const ended = new Promise((resolve) => opened.once('error', resolve));
    await revoke(sid);
    expect(await ended).toMatchObject({ code: 16, details: 'session_revoked' });
  });
});
