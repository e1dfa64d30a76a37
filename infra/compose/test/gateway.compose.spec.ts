import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expecting, refused, send } from '@hallpass/embedded';
import { REPOSITORY } from './system/docker-compose.ts';
import { Documented } from './system/documented.ts';
import { rawRequest } from './system/raw-request.ts';
import { inside, system, urls } from './system/shared-system.ts';

const { origin } = system;
const PREFIXES = ['identity', 'orders', 'notifications'];

describe('TLS', () => {
  it('is of an authority that only who has its certificate trusts', async () => {
    const keys = '/identity/.well-known/jwks.json';
    expect((await rawRequest(keys)).status).toBe(200);
    await expect(rawRequest(keys, { ca: [...rootCertificates] })).rejects.toThrow('certificate');
  });

  it('is trusted by who has fetched that certificate as docs/deployment.md says', async () => {
    try {
      const answer = await new Documented(system, 'deployment.md').succeed('curl --cacert hallpass-ca.crt');
      expect(answer).toContain(`"issuer":"${origin}/identity"`);
    } finally {
      await rm(join(REPOSITORY, 'hallpass-ca.crt'), { force: true });
    }
  });

  it('is where clear text is sent to', async () => {
    const response = await fetch(`${system.httpOrigin}/orders/v1/orders?limit=2`, { redirect: 'manual' });
    expect(response.status).toBe(308);
    expect(response.headers.get('location')).toBe(`${origin}/orders/v1/orders?limit=2`);
  });
});

describe('discovery', () => {
  it.each([
    '/identity/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server/identity',
    '/identity/.well-known/openid-configuration',
    '/.well-known/openid-configuration/identity',
  ])('finds the issuer at %s, and its keys where that says', async (path) => {
    const metadata = expecting(200, await send<{ issuer: string; jwks_uri: string }>('GET', `${origin}${path}`));
    expect(metadata).toMatchObject({ issuer: urls.identity, token_endpoint: `${urls.identity}/oauth/token` });
    const { keys } = expecting(200, await send<{ keys: object[] }>('GET', metadata.jwks_uri));
    expect(keys.length).toBeGreaterThan(0);
  });

  it.each([
    ['/.well-known/oauth-protected-resource/identity', urls.identity],
    ['/.well-known/oauth-protected-resource/orders', urls.orders],
    ['/orders/.well-known/oauth-protected-resource', urls.orders],
    ['/.well-known/oauth-protected-resource/notifications', urls.notifications],
    ['/notifications/.well-known/oauth-protected-resource', urls.notifications],
  ])('finds the protected resource at %s', async (path, resource) => {
    const metadata = expecting(200, await send('GET', `${origin}${path}`));
    expect(metadata).toMatchObject({ resource, authorization_servers: [urls.identity] });
  });
});

describe('metrics', () => {
  const paths = ['metrics', 'METRICS', '%6Detrics', '%6d%65trics', '/metrics', 'metrics/', '%2Fmetrics', '%2e/metrics'];
  const more = ['x/../metrics', './metrics', 'metrics?x', 'metrics;x', '%256Detrics', 'metrics%2F', 'metrics%00'];

  it.each(PREFIXES)('of %s are not passed on, however they are asked for', async (prefix) => {
    for (const path of [...paths, ...more].map((end) => `/${prefix}/${end}`)) {
      const { status, body } = await rawRequest(path);
      expect([path, [400, 404].includes(status), body.includes('# HELP')]).toEqual([path, true, false]);
    }
  });

  it.each(PREFIXES)('nor is the health of %s', async (prefix) => {
    for (const path of ['health', 'health/live', 'health/ready', 'HEALTH/ready', '%68ealth/ready', '/health//ready']) {
      const { status, body } = await rawRequest(`/${prefix}/${path}`);
      expect([path, status, body.includes('details')]).toEqual([path, 404, false]);
    }
  });

  it('are there on the inside', async () => {
    const script = `console.log(JSON.stringify(await (await fetch('http://identity-api:3001/metrics')).text()))`;
    expect(await inside<string>('order-api', script)).toContain('# HELP');
  });
});

describe('answers', () => {
  it.each(PREFIXES)('of %s carry the headers of a browser’s safety once, and no name of a product', async (prefix) => {
    const { headers } = await send('GET', `${origin}/${prefix}/.well-known/jwks.json`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    for (const name of ['server', 'via', 'x-powered-by']) expect(headers.has(name)).toBe(false);
  });

  it.each(PREFIXES)(
    'of the metadata of %s are readable for the pages of any origin, and no others are',
    async (prefix) => {
      const headers = { origin: 'https://app.example.com' };
      const keys = await send('GET', `${origin}/${prefix}/.well-known/jwks.json`, { headers });
      expect(keys.headers.get('access-control-allow-origin')).toBe('*');
      const api = await send('GET', `${origin}/${prefix}/v1/me`, { headers });
      expect(api.headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  it('of the gateway itself are problems too', async () => {
    const answer = await send('GET', `${origin}/nowhere`);
    refused(404, 'route_not_found', answer);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('to a body that is too large say so', async () => {
    const json = { lines: [], padding: 'x'.repeat(200 * 1024) };
    refused(413, 'body_too_large', await send('POST', `${urls.orders}/v1/orders`, { json }));
    const headers = { 'idempotency-key': 'large' };
    refused(413, 'body_too_large', await send('POST', `${urls.orders}/v1/orders`, { json, headers }));
  });

  it.each(PREFIXES)('of the documentation of %s are whole below its prefix', async (prefix) => {
    const page = await rawRequest(`/${prefix}/docs`);
    expect(page.status).toBe(200);
    const assets = [...page.body.matchAll(/(?:href|src)="(\.\/docs\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets)
      expect((await rawRequest(new URL(asset, `${origin}/${prefix}/`).pathname)).status).toBe(200);
    const document = expecting(200, await send<{ servers: object[] }>('GET', `${origin}/${prefix}/docs/json`));
    expect(document.servers).toEqual([{ url: `${origin}/${prefix}` }]);
  });
});
