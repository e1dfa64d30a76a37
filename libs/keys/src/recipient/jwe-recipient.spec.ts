import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compactDecrypt, decodeProtectedHeader, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import { FrozenClock } from '../../test/clock.js';
import { JweRecipient, type JweRecipientOptions } from './jwe-recipient.js';

const ALG = 'ECDH-ES+A256KW';

describe('JweRecipient', () => {
  let server: Server;
  let uri: string;
  let requests: number;
  let answer: (response: ServerResponse) => void;
  let privateKey: CryptoKey;
  let publicJwk: JWK;

  const serve = (body: unknown, headers: Record<string, string> = {}) => {
    answer = (response) => response.writeHead(200, headers).end(JSON.stringify(body));
  };
  const opened = async (jwe: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode((await compactDecrypt(jwe, privateKey)).plaintext));
  const recipient = (options: Partial<JweRecipientOptions> = {}) => new JweRecipient({ jwksUri: uri, ...options });

  const asked = (): Promise<void> =>
    new Promise((resolve) => {
      answer = (response) => {
        response.writeHead(503).end();
        resolve();
      };
    });

  beforeAll(async () => {
    server = createServer((_, response) => {
      requests += 1;
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const pair = await generateKeyPair(ALG, { extractable: true });
    privateKey = pair.privateKey;
    publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'enc-1', use: 'enc', alg: ALG };
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    requests = 0;
    serve({ keys: [{ kty: 'EC', use: 'sig', alg: 'ES256', kid: 'sig-1' }, publicJwk] });
  });

  it('seals for the encryption key that the recipient publishes', async () => {
    const jwe = await recipient().seal({ email: 'alice@hallpass.test' });
    expect(jwe.split('.')).toHaveLength(5);
    expect(await opened(jwe)).toEqual({ email: 'alice@hallpass.test' });
  });

  it('compresses nothing, lest the length tell what is inside', async () => {
    const text = 'x'.repeat(10_000);
    const jwe = await recipient().seal({ text });
    const { epk, ...header } = decodeProtectedHeader(jwe);
    expect(header).toEqual({ alg: ALG, enc: 'A256GCM', kid: 'enc-1', cty: 'application/json' });
    expect(epk).toBeDefined();
    expect(jwe.length).toBeGreaterThan(text.length);
  });

  it('fetches the key once for any number of callers, and not again while it is fresh', async () => {
    const to = recipient();
    await Promise.all([to.seal({}), to.seal({}), to.seal({})]);
    await to.seal({});
    expect(requests).toBe(1);
  });

  it('refreshes the key in the background when its max-age is over', async () => {
    const clock = new FrozenClock();
    serve({ keys: [publicJwk] }, { 'cache-control': 'public, max-age=60' });
    const to = recipient({ clock });
    await to.seal({});
    clock.advance(59);
    await to.seal({});
    expect(requests).toBe(1);
    clock.advance(1);
    const refreshed = new Promise<void>((resolve) => {
      answer = (response) => {
        response.end(JSON.stringify({ keys: [publicJwk] }));
        resolve();
      };
    });
    expect(await opened(await to.seal({ a: 1 }))).toEqual({ a: 1 });
    await refreshed;
  });

  it('refreshes the key by its max-age, though the time was an hour fast when it was fetched and has been corrected', async () => {
    const clock = new FrozenClock();
    const to = recipient({ clock });
    clock.setFast(3600);
    await to.seal({});
    clock.setFast(0);
    clock.advance(300);
    const refreshed = asked();
    await to.seal({});
    await refreshed;
  });

  it('asks again after a failure, though the time was an hour fast then and has been corrected', async () => {
    const clock = new FrozenClock();
    const warned = Promise.withResolvers<undefined>();
    const to = recipient({ clock, logger: { warn: () => warned.resolve(undefined), error: () => undefined } });
    await to.seal({});
    clock.advance(300);
    clock.setFast(3600);
    answer = (response) => response.writeHead(503).end();
    await to.seal({});
    await warned.promise;
    clock.setFast(0);
    clock.advance(5);
    const repeated = asked();
    await to.seal({});
    await repeated;
  });

  it('goes on with the key it has while the recipient is away, within a bound', async () => {
    const clock = new FrozenClock();
    const warned: object[] = [];
    const reported = Promise.withResolvers<undefined>();
    const warn = (details: object): void => {
      warned.push(details);
      reported.resolve(undefined);
    };
    const to = recipient({ clock, staleIfErrorSeconds: 600, logger: { warn, error: warn } });
    await to.seal({});
    answer = (response) => response.writeHead(503).end();
    clock.advance(300 + 599);
    expect(await opened(await to.seal({ a: 1 }))).toEqual({ a: 1 });
    await reported.promise;
    expect(warned).toHaveLength(1);
    await to.seal({});
    expect(requests).toBe(2); // it has just failed: not asked again at once
    clock.advance(1);
    await expect(to.seal({})).rejects.toThrow('the answer was 503');
  });

  it.each<[string, unknown]>([
    ['no keys', { keys: [] }],
    ['no key set', ['keys']],
    ['a key set that is no list', { keys: 'a' }],
    ['a symmetric key', { keys: [{ kty: 'oct', use: 'enc', alg: ALG, kid: '1', k: 'AAAA' }] }],
    [
      'a key for another algorithm',
      { keys: [{ kty: 'RSA', use: 'enc', alg: 'RSA1_5', kid: '1', n: 'AA', e: 'AQAB' }] },
    ],
  ])('refuses %s', async (_, body) => {
    serve(body);
    await expect(recipient().seal({})).rejects.toThrow(`it has no key for ${ALG}`);
  });

  it('refuses what is not JSON, a redirect and a key set without end', async () => {
    answer = (response) => response.end('<html>');
    await expect(recipient().seal({})).rejects.toThrow('No encryption key from');
    answer = (response) => response.writeHead(302, { location: uri }).end();
    await expect(recipient().seal({})).rejects.toThrow('No encryption key from');
    serve({ keys: [publicJwk], padding: 'x'.repeat(70_000) });
    await expect(recipient().seal({})).rejects.toThrow('the key set is too large');
  });

  it('gives up on a recipient that does not answer', async () => {
    const pending: ServerResponse[] = [];
    answer = (response) => pending.push(response);
    await expect(recipient({ timeoutMs: 20 }).seal({})).rejects.toThrow('No encryption key from');
    for (const response of pending) response.end();
  });

  it('refuses an address that is not http', () => {
    expect(() => new JweRecipient({ jwksUri: 'file:///etc/passwd' })).toThrow('is not an http(s) URL');
  });
});
