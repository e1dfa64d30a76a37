import { once } from 'node:events';
import { LiveConnections } from '@hallpass/verifier';
import type { INestApplication } from '@nestjs/common';
import { WebSocket } from 'ws';
import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '@hallpass/verifier/testing';
import { createMessageApp } from '../../test/message-app.js';
import { ManualFeed } from '../../test/sample-app.js';

describe('a WebSocket gateway', () => {
  let issuer: LocalIssuer;
  let app: INestApplication;
  let url: string;
  const feed = new ManualFeed();
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    issuer = await LocalIssuer.create();
    const clock = new TestClock();
    feed.heardAt = clock.monotonic();
    const { keySource, securityEventKeySource } = issuer;
    const options = { issuer: ISSUER, audience: AUDIENCE, keySource, securityEventKeySource, clock };
    app = await createMessageApp({ ...options, revocation: { feed } });
    await app.listen(0, '127.0.0.1');
    url = (await app.getUrl()).replace('http', 'ws');
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });
  afterAll(() => app.close());

  const open = async (token?: string, path = ''): Promise<WebSocket> => {
    const socket = new WebSocket(
      url + path,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );
    sockets.push(socket);
    await once(socket, 'open');
    return socket;
  };
  const ask = async (socket: WebSocket, event: string): Promise<unknown> => {
    const answer = once(socket, 'message');
    socket.send(JSON.stringify({ event, data: { user: { sub: 'mallory' }, headers: { authorization: 'Bearer x' } } }));
    return JSON.parse(String((await answer)[0]));
  };

  it('takes the token of the request that the socket began with', async () => {
    const socket = await open(await issuer.mint());
    expect(await ask(socket, 'bare')).toEqual({ event: 'bare', data: { sub: 'alice' } });
    expect(await ask(socket, 'open')).toEqual({ event: 'open', data: { sub: null } });
  });

  it('refuses each message that needs a token, by an exception with the challenge, and leaves the socket open', async () => {
    const socket = await open();
    const missing = { code: 'missing_token', status: 401, challenge: 'Bearer' };
    expect(await ask(socket, 'bare')).toMatchObject({ event: 'exception', data: missing });
    expect(await ask(socket, 'scoped')).toMatchObject({ event: 'exception', data: missing });
    expect(await ask(socket, 'open')).toEqual({ event: 'open', data: { sub: null } });
    const limited = await open(await issuer.mint());
    const data = { code: 'insufficient_scope', status: 403, challenge: expect.stringContaining('orders:admin') };
    expect(await ask(limited, 'scoped')).toMatchObject({ event: 'exception', data });
    const rubbish = await open('rubbish');
    expect(await ask(rubbish, 'bare')).toMatchObject({ event: 'exception', data: { code: 'invalid_token' } });
  });

  it.each([
    ['second', ''],
    ['bare', '/elsewhere'],
    ['request-scoped', ''],
    ['lazy', ''],
  ])('is guarded, whichever it is: "%s" at "%s"', async (event, path) => {
    const data = { code: 'missing_token', status: 401 };
    expect(await ask(await open(undefined, path), event)).toMatchObject({ event: 'exception', data });
    expect(await ask(await open(await issuer.mint(), path), event)).toMatchObject({ data: { sub: 'alice' } });
  });

  it('closes a socket when its session ends, and forgets one that is closed', async () => {
    const live = app.get(LiveConnections);
    const [ending, other] = [
      await open(await issuer.mint({ claims: { sid: 'ended' } })),
      await open(await issuer.mint()),
    ];
    await Promise.all([ask(ending, 'bare'), ask(other, 'bare')]);
    await ask(ending, 'bare');
    expect(live.size).toBe(2);
    const closed = once(ending, 'close');
    await feed.sink?.apply(await issuer.mintEvent({ kind: 'session', sub: 'alice', sid: 'ended' }));
    expect((await closed).map(String)).toEqual(['1008', 'session_revoked']);
    expect(await ask(other, 'bare')).toMatchObject({ event: 'bare' });
    expect(live.size).toBe(1);
  });
});
