import { eventually } from '@hallpass/testing';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { Notifications } from './notifications.js';
import { SseClient } from './sse-client.js';

describe('while the broker is silent', () => {
  let service: Notifications;
  let denying: Notifications;
  let allowing: Notifications;
  const streams: SseClient[] = [];
  beforeAll(async () => {
    const soon = { REVOCATION_STALE_AFTER_MS: '1000' };
    service = await Notifications.start(soon);
    denying = await service.replica({ ...soon, REVOCATION_WHEN_STALE: 'deny' });
    allowing = await service.replica({ ...soon, REVOCATION_WHEN_STALE: 'allow', REVOCATION_ALLOW_MS: '3600000' });
    for (const one of [service, denying, allowing]) {
      streams.push(await SseClient.open(one.url, await one.token()));
    }
    await service.bus.server.kill9();
    const stale = async (one: Notifications) =>
      expect((await one.get('/metrics')).text).toContain('revocation_feed_state 0');
    await eventually(async () =>
      expect(await denying.get('/v1/preferences', await service.token())).toMatchObject({ status: 503 }),
    );
    for (const one of [service, denying, allowing]) await eventually(() => stale(one));
  });
  afterAll(async () => {
    for (const stream of streams) stream.close();
    for (const one of [allowing, denying, service]) await one?.stop();
  });

  it('ends live streams, but not where the configuration says allow', async () => {
    const [introspected, denied, allowed] = streams;
    await eventually(() => expect([introspected?.ended, denied?.ended]).toEqual([true, true]));
    expect([introspected?.events, denied?.events, allowed?.ended]).toEqual([[], [], false]);
  });

  it('lets a stream come back as long as the issuer says that its token is active', async () => {
    const token = await service.token();
    const stream = await SseClient.open(service.url, token);
    service.surroundings.issuer.activeTokens.delete(token);
    await eventually(() => expect(stream.ended).toBe(true));
    await expect(SseClient.open(service.url, token, stream.lastEventId)).rejects.toThrow('invalid_token');
  });

  it('asks the issuer about a token, and proves who asks', async () => {
    const { issuer } = service.surroundings;
    const token = await service.token();
    await eventually(async () => {
      expect((await service.get('/v1/preferences', token)).status).toBe(200);
      expect(issuer.requestCount('/oauth/introspect')).toBeGreaterThan(0);
    });
    const form = new URLSearchParams(issuer.requests.findLast(({ path }) => path === '/oauth/introspect')?.body);
    const assertion = form.get('client_assertion')!;
    expect(decodeJwt(assertion)).toMatchObject({ iss: 'notifications', sub: 'notifications', aud: issuer.url });
    expect(decodeProtectedHeader(assertion).typ).toBe('client-authentication+jwt');
    const keys = (await service.get('/.well-known/jwks.json')).body['keys'] as { kid: string; use: string }[];
    expect(keys.find(({ use }) => use === 'sig')?.kid).toBe(decodeProtectedHeader(assertion).kid);
  });

  it('refuses what the issuer says has ended', async () => {
    const token = await service.token();
    service.surroundings.issuer.activeTokens.delete(token);
    await eventually(async () =>
      expect(await service.get('/v1/preferences', token)).toMatchObject({
        status: 401,
        body: { code: 'invalid_token' },
      }),
    );
  });

  it('answers 503 where the configuration says deny', async () => {
    const answer = await denying.get('/v1/preferences', await service.token());
    expect(answer).toMatchObject({ status: 503, body: { code: 'revocation_state_stale' } });
  });

  it('goes on where the configuration says allow', async () => {
    expect((await allowing.get('/v1/preferences', await service.token())).status).toBe(200);
  });

  it('answers 503 when the issuer is away too', async () => {
    const token = await service.token();
    await service.surroundings.issuer.switchOff();
    const answer = await service.get('/v1/preferences', token);
    expect(answer).toMatchObject({ status: 503, body: { code: 'token_status_unavailable' } });
  });
});
