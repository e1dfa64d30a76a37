import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateSigningKey, type SigningKey } from '@hallpass/testing';
import { SignJWT } from 'jose';
import type { ServiceClient as Registration } from '../src/config.js';
import { ISSUER } from './identity-app.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A service that authenticates with `private_key_jwt` and publishes its keys over HTTP. */
export class ServiceClient {
  private constructor(
    readonly registration: Registration,
    readonly key: SigningKey,
    readonly stop: () => Promise<void>,
  ) {}

  /** @param publish what its key set holds, of its key and of its next one; its key by default */
  static async start(
    clientId: string,
    rights: Partial<Registration> = {},
    alg = 'ES256',
    publish: (key: object, next: object) => object[] = (key) => [key],
  ): Promise<ServiceClient> {
    const [key, next] = await Promise.all([generateSigningKey(alg), generateSigningKey(alg)]);
    const published = ({ publicJwk, kid }: SigningKey) => ({ ...publicJwk, kid, alg, use: 'sig' });
    const jwks = JSON.stringify({ keys: publish(published(key), published(next)) });
    const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(jwks));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const jwks_uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const registration = { client_id: clientId, jwks_uri, serves: [], scopes: {}, ...rights };
    return new ServiceClient(registration, key, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
  }

  /** A client assertion, good unless changed. Undefined takes a claim out. */
  async assertion({
    header = {},
    key = this.key,
    now = Date.now(),
    ...claims
  }: AssertionOptions = {}): Promise<string> {
    const iat = Math.floor(now / 1000);
    const { client_id: id } = this.registration;
    const good = { iss: id, sub: id, aud: ISSUER, jti: randomUUID(), iat, exp: iat + 60 };
    const protectedHeader = { alg: key.alg, kid: key.kid, typ: 'client-authentication+jwt', ...header };
    return new SignJWT({ ...good, ...claims }).setProtectedHeader(protectedHeader).sign(key.privateKey);
  }

  /** The parameters that go with an assertion. */
  async credentials(options: AssertionOptions = {}): Promise<Record<string, string>> {
    return { client_assertion_type: ASSERTION_TYPE, client_assertion: await this.assertion(options) };
  }
}

/** What is unlike a good assertion: claims by their names, the header, the key. */
export interface AssertionOptions {
  readonly [claim: string]: unknown;
  readonly header?: object;
  readonly key?: SigningKey;
  /** Milliseconds. */
  readonly now?: number;
}

/** The value of SERVICE_CLIENTS. */
export function serviceClients(...clients: ServiceClient[]): string {
  return JSON.stringify(clients.map(({ registration }) => registration));
}
