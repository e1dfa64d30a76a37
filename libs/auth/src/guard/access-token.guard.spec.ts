import { request as httpRequest } from 'node:http';
import { KeySetUnavailableError, SessionCache } from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer, NOW, TestClock } from '@hallpass/verifier/testing';
import { startSample, type Framework, type SampleApp } from '../../test/sample-app.js';
import type { AuthErrorReason } from '@hallpass/verifier';
import { AuthMetrics } from '../module/auth-metrics.js';

describe.each<Framework>(['fastify', 'express'])('a route on %s', (framework) => {
  let issuer: LocalIssuer;
  let clock: TestClock;
  let sample: SampleApp;

  beforeAll(async () => {
    issuer = await LocalIssuer.create();
    clock = new TestClock();
    sample = await startSample(framework, {
      issuer: ISSUER,
      audience: AUDIENCE,
      keySource: issuer.keySource,
      clock,
      resourceMetadataUrl: 'https://api.test/.well-known/oauth-protected-resource',
    });
  });
  afterAll(() => sample.app.close());
  beforeEach(() => {
    clock.ms = NOW * 1000;
    issuer.keySource.failure = undefined;
  });

  async function call(path: string, authorization?: string) {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(sample.url + path, { headers });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }
  const metadata = 'resource_metadata="https://api.test/.well-known/oauth-protected-resource"';

  it('without a decorator needs a token', async () => {
    const { status, headers, body } = await call('/bare');
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 'missing_token', status: 401, type: 'about:blank' });
    expect(headers.get('www-authenticate')).toBe(`Bearer ${metadata}`);
  });

  it('gives its handler the principal, from the cache the second time', async () => {
    const token = `Bearer ${await issuer.mint({ claims: { jti: 'once' } })}`;
    const { hits } = sample.get(SessionCache).stats();
    const answers = [await call('/bare', token), await call('/bare', token)];
    expect(answers.map(({ body }) => body)).toEqual([
      { sub: 'alice', jti: 'once' },
      { sub: 'alice', jti: 'once' },
    ]);
    expect(sample.get(SessionCache).stats().hits).toBe(hits + 1);
  });

  it('takes the scheme in any case', async () => {
    expect((await call('/bare', `bearer ${await issuer.mint()}`)).status).toBe(200);
  });

  it('that says @Public() looks at no token', async () => {
    expect(await call('/open')).toMatchObject({ status: 200, body: { sub: null } });
    expect(await call('/open', 'Bearer rubbish')).toMatchObject({ status: 200, body: { sub: null } });
    expect((await call('/public/open')).status).toBe(200);
  });

  it('of a public controller is closed when it says @Authenticated() itself', async () => {
    expect((await call('/public/closed')).body['code']).toBe('missing_token');
  });

  it.each([
    ['/read', 200],
    ['/both', 403],
    ['/either', 200],
    ['/neither', 403],
  ])('%s answers %i to the scopes orders:read orders:write', async (path, status) => {
    const token = `Bearer ${await issuer.mint()}`;
    expect((await call(path, token)).status).toBe(status);
    expect((await call(path, token)).status).toBe(status);
  });

  it('names the scopes that are needed', async () => {
    const { headers, body } = await call('/both', `Bearer ${await issuer.mint()}`);
    expect(body['code']).toBe('insufficient_scope');
    const challenge = headers.get('www-authenticate');
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="orders:read orders:admin"');
  });

  it('says that one of several scopes is enough', async () => {
    const { headers, body } = await call('/neither', `Bearer ${await issuer.mint()}`);
    expect(body).toMatchObject({ status: 403, detail: 'This needs one of the scopes orders:admin or users:admin.' });
    expect(headers.get('www-authenticate')).toContain('scope="orders:admin users:admin"');
  });

  it.each(['/bare', '/read', '/neither', '/public/closed'])('refuses with problem details: %s', async (path) => {
    for (const authorization of [undefined, 'Bearer rubbish', 'Bearer a b', `Bearer ${await issuer.mint()}`]) {
      const { status, headers, body } = await call(path, authorization);
      if (status === 200) continue;
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(body['status']).toBe(status);
    }
  });

  it.each(['', 'Basic YTpi', 'DPoP a.b.c', 'Bearerx'])('with "%s" has no bearer token', async (authorization) => {
    const { status, body } = await call('/bare', authorization);
    expect([status, body['code']]).toEqual([401, 'missing_token']);
  });

  it('with rubbish answers invalid_token and says why', async () => {
    const { status, headers, body } = await call('/bare', 'Bearer rubbish');
    expect([status, body['code']]).toEqual([401, 'invalid_token']);
    expect(headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", error_description="The access token is not a signed JWT.", ${metadata}`,
    );
  });

  it.each(['Bearer =', 'Bearer eyJ%20.e30.AAA', 'Bearer eyJ==.e30=.AAAA', 'Bearer "a.b.c"'])(
    'with %s, a token that is no base64url, answers invalid_token',
    async (authorization) => {
      const { status, body } = await call('/bare', authorization);
      expect([status, body['code']]).toEqual([401, 'invalid_token']);
    },
  );

  it.each(['Bearer', 'Bearer a b', 'Bearer a,b', 'Bearer a.b.c, Bearer d.e.f'])(
    'with the malformed "%s" answers invalid_request',
    async (authorization) => {
      const { status, headers, body } = await call('/bare', authorization);
      expect([status, body['code']]).toEqual([400, 'invalid_request']);
      expect(headers.get('www-authenticate')).toContain('error="invalid_request"');
    },
  );

  it('with a token longer than the bound answers invalid_token', async () => {
    expect((await call('/bare', `Bearer ${'a'.repeat(9000)}`)).body['code']).toBe('invalid_token');
  });

  it('with two Authorization headers answers invalid_request, though the first is good and known', async () => {
    const token = `Bearer ${await issuer.mint()}`;
    await call('/bare', token);
    const headers = ['Authorization', token, 'aUthorization', 'Bearer other'];
    expect(await raw(`${sample.url}/bare`, headers)).toMatchObject([400, { code: 'invalid_request' }]);
    expect(await raw(`${sample.url}/bare`, ['Authorization', token])).toMatchObject([200, { sub: 'alice' }]);
  });

  it('answers 503 with Retry-After when the key set is not available, because the token is not at fault', async () => {
    issuer.keySource.failure = new KeySetUnavailableError('connection refused');
    const { status, headers, body } = await call('/bare', `Bearer ${await issuer.mint()}`);
    expect([status, body['code']]).toEqual([503, 'key_set_unavailable']);
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('www-authenticate')).toBeNull();
    expect(JSON.stringify(body)).not.toContain('connection refused');
  });

  it('answers 500 when something breaks that is no refusal', async () => {
    issuer.keySource.failure = new Error('a bug');
    expect((await call('/bare', `Bearer ${await issuer.mint()}`)).status).toBe(500);
  });

  it('tells requests apart that are verified at the same time', async () => {
    const claims = Array.from({ length: 40 }, (_, i) => ({ jti: `token-${i}`, sub: `user-${i}` }));
    const tokens = await Promise.all(claims.map((c) => issuer.mint({ claims: c })));
    const answers = await Promise.all(
      tokens.map((token, i) => call('/bare', `Bearer ${token}${i % 4 === 3 ? 'x' : ''}`)),
    );
    expect(answers.map(({ status, body }) => (status === 200 ? body : body['code']))).toEqual(
      claims.map(({ jti, sub }, i) => (i % 4 === 3 ? 'invalid_token' : { jti, sub })),
    );
  });

  it('forgets a token when it expires', async () => {
    const token = `Bearer ${await issuer.mint()}`;
    expect((await call('/bare', token)).status).toBe(200);
    clock.advance(305_000);
    expect((await call('/bare', token)).body['detail']).toContain('expired');
  });

  it('is counted by the reason where it is refused, once each', async () => {
    const counts = () => sample.get(AuthMetrics).snapshot().refusals;
    const before = counts();
    const more = async (path: string, authorization?: string) => {
      const earlier = counts();
      await call(path, authorization);
      return Object.entries(counts()).flatMap(([reason, count]) => {
        const by = count - (earlier[reason as AuthErrorReason] ?? 0);
        return by === 0 ? [] : [[reason, by]];
      });
    };
    expect(await more('/bare')).toEqual([['missing_token', 1]]);
    expect(await more('/bare', 'Bearer a b')).toEqual([['invalid_request', 1]]);
    expect(await more('/bare', 'Bearer rubbish')).toEqual([['malformed', 1]]);
    expect(await more('/bare', `Bearer ${'x'.repeat(8193)}`)).toEqual([['malformed', 1]]);
    const [token, expired] = await Promise.all([issuer.mint(), issuer.mint({ claims: { iat: 1, exp: 2 } })]);
    expect(await more('/bare', `Bearer ${expired}`)).toEqual([['expired', 1]]);
    expect(await more('/both', `Bearer ${token}`)).toEqual([['insufficient_scope', 1]]);
    expect(await more('/both', `Bearer ${token}`)).toEqual([['insufficient_scope', 1]]);
    expect(await more('/bare', `Bearer ${token}`)).toEqual([]);
    expect(before).not.toEqual(counts());
  });

  it('is counted', () => {
    const { cache, liveConnections, feed } = sample.get(AuthMetrics).snapshot();
    expect(cache.hits).toBeGreaterThan(0);
    expect(liveConnections).toBe(0);
    expect(feed).toMatchObject({ replayed: true, stale: false, refused: 0 });
  });
});

/** fetch() joins headers of the same name; this sends them as they are. */
function raw(url: string, headers: string[]): Promise<[number | undefined, unknown]> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { headers: ['Host', new URL(url).host, ...headers] }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve([response.statusCode, JSON.parse(body)]));
    });
    request.on('error', reject).end();
  });
}
