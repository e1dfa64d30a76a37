import { HttpIssuer } from '../../test/http-issuer.js';
import { discover, keySetUrl, metadataUrls, reachable, type IssuerMetadata } from './metadata.js';

describe('the metadata of an issuer', () => {
  let http: HttpIssuer;
  beforeEach(async () => {
    http = await HttpIssuer.start();
    http.routes.delete('/.well-known/oauth-authorization-server');
  });
  afterEach(() => http.stop());

  const find = (issuer: string, discoveryUrl?: string): Promise<IssuerMetadata> =>
    discover({ issuer, timeoutMs: 5000, ...(discoveryUrl === undefined ? {} : { discoveryUrl }) });

  it.each([
    '/.well-known/oauth-authorization-server/tenant',
    '/tenant/.well-known/openid-configuration',
    '/tenant/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration/tenant',
  ])('of an issuer with a path is found at %s', async (path) => {
    http.json(path, () => ({ issuer: `${http.url}/tenant`, jwks_uri: `${http.url}/jwks` }));
    await expect(find(`${http.url}/tenant`)).resolves.toMatchObject({ jwks_uri: `${http.url}/jwks` });
  });

  it('of an issuer without a path has two addresses', () => {
    expect(metadataUrls('https://issuer.test/')).toEqual([
      'https://issuer.test/.well-known/oauth-authorization-server',
      'https://issuer.test/.well-known/openid-configuration',
    ]);
  });

  it('is refused when it is of another issuer, compared exactly', async () => {
    http.json('/.well-known/oauth-authorization-server', () => ({ issuer: `${http.url}/` }));
    await expect(find(http.url)).rejects.toThrow('is the metadata of the issuer');
  });

  it('that is nowhere is an error that says where it was looked for', async () => {
    await expect(find(http.url)).rejects.toThrow(
      `no metadata of the issuer "${http.url}" was found: ` +
        `${http.url}/.well-known/oauth-authorization-server answered 404; ` +
        `${http.url}/.well-known/openid-configuration answered 404`,
    );
  });

  describe('is found at the next address when the first', () => {
    const first = '/.well-known/oauth-authorization-server';
    it.each<[string, string, () => void]>([
      [
        'answers with HTML',
        'answered with something other than JSON',
        () => http.routes.set(first, (_request, response) => response.end('<!doctype html><title>App</title>')),
      ],
      ['answers {}', 'answered with JSON that is not issuer metadata', () => http.json(first, () => ({}))],
      ['answers null', 'answered with JSON that is not issuer metadata', () => http.json(first, () => null)],
      ['answers 204', 'answered with something other than JSON', () => http.status(first, 204)],
      ['answers 500', 'answered 500', () => http.status(first, 500)],
      [
        'redirects',
        'could not be read: unexpected redirect',
        () => http.routes.set(first, (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end()),
      ],
      [
        'closes the connection',
        'could not be read: ',
        () => http.routes.set(first, (request) => request.socket.destroy()),
      ],
      [
        "has another issuer's",
        'is the metadata of the issuer "https://other.test", not of',
        () => http.json(first, () => ({ issuer: 'https://other.test' })),
      ],
    ])('%s, and the error says so when it is nowhere', async (_name, answer, spoil) => {
      spoil();
      await expect(find(http.url)).rejects.toThrow(`${http.url}${first} ${answer}`);
      http.json('/.well-known/openid-configuration', () => ({ issuer: http.url }));
      await expect(find(http.url)).resolves.toEqual({ issuer: http.url });
      expect(http.requestsFor('/elsewhere')).toBe(0);
    });
  });

  it('of an issuer that differs only by the final slash is refused with an error that says so', async () => {
    http.json('/.well-known/openid-configuration', () => ({ issuer: `${http.url}/` }));
    await expect(find(http.url)).rejects.toThrow(
      `they differ only by the final slash: configure the issuer as "${http.url}/"`,
    );
    http.json('/.well-known/openid-configuration', () => ({ issuer: http.url }));
    await expect(find(`${http.url}/`)).rejects.toThrow(`final slash: configure the issuer as "${http.url}"`);
  });

  it('is not looked for at the other addresses of a host that does not answer', async () => {
    http.routes.set('/.well-known/oauth-authorization-server', () => undefined);
    await expect(discover({ issuer: http.url, timeoutMs: 50 })).rejects.toThrow('could not be read: ');
    expect(http.requests).toEqual(['/.well-known/oauth-authorization-server']);
  });

  it('is read at the inner address, whose own name stays the public one', async () => {
    http.json('/.well-known/oauth-authorization-server', () => ({ issuer: 'https://id.example' }));
    await expect(find('https://id.example', http.url)).resolves.toEqual({ issuer: 'https://id.example' });
  });

  it('names addresses that are reached under the inner one', () => {
    const inner = { issuer: 'https://id.example/a', discoveryUrl: 'http://identity-api:3001/' };
    expect(reachable('https://id.example/a/jwks', inner)).toBe('http://identity-api:3001/jwks');
    expect(reachable('https://keys.example/jwks', inner)).toBe('https://keys.example/jwks');
    expect(reachable('https://id.example/a/jwks', { issuer: inner.issuer })).toBe('https://id.example/a/jwks');
  });

  describe('names the key set', () => {
    const orders = { typ: 'at+jwt', audience: 'urn:orders' };
    const metadata = {
      issuer: 'https://id.example',
      jwks_uri: 'https://id.example/all',
      hallpass_key_sets: [
        { ...orders, use_case: 'orders', jwks_uri: 'https://id.example/orders' },
        { typ: 'secevent+jwt', audience: 'urn:orders', use_case: 'events', jwks_uri: 'https://id.example/events' },
      ],
    };

    it('of the use case by type and audience', () => {
      expect(keySetUrl(metadata, orders)).toBe('https://id.example/orders');
    });
    it('of the whole issuer where it does not tell use cases apart', () => {
      expect(keySetUrl({ issuer: metadata.issuer, jwks_uri: metadata.jwks_uri }, orders)).toBe(metadata.jwks_uri);
    });
    it('or none, rather than one for other tokens', () => {
      expect(() => keySetUrl(metadata, { ...orders, audience: 'urn:other' })).toThrow('no key set');
      expect(() => keySetUrl({ issuer: metadata.issuer }, orders)).toThrow('no jwks_uri');
    });
  });
});
