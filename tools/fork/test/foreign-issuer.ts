import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

/** An issuer that knows nothing of ours: metadata by RFC 8414 with a `jwks_uri`, and access tokens by RFC 9068. */
export class ForeignIssuer {
  private constructor(
    readonly url: string,
    private readonly server: Server,
    private readonly key: CryptoKey,
  ) {}

  static async start(): Promise<ForeignIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'their-key', alg: 'ES256', use: 'sig' }];
    const server = createServer((request, response) => {
      const answers: Record<string, object> = {
        '/.well-known/oauth-authorization-server': {
          issuer: url,
          jwks_uri: `${url}/keys`,
          response_types_supported: [],
        },
        '/keys': { keys },
      };
      const answer = answers[request.url ?? ''];
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new ForeignIssuer(url, server, privateKey);
  }

  mint(audience: string, scope: string): Promise<string> {
    return new SignJWT({ scope, client_id: 'their-client', jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'their-key' })
      .setIssuer(this.url)
      .setSubject(randomUUID())
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(this.key);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}
