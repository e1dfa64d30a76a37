import { randomUUID } from 'node:crypto';
import type { KeyRing, KeySetDefinition } from '@hallpass/keys';
import type { Clock } from '@hallpass/platform';

const LIFETIME_SECONDS = 60;

/** The key by which this service proves to the issuer which client it is. */
export const CLIENT_ASSERTION_KEYS: KeySetDefinition = {
  useCase: 'client-assertion',
  use: 'sig',
  alg: 'ES256',
  tokenLifetimeSeconds: LIFETIME_SECONDS,
};

/** Makes client assertions (RFC 7523 section 3, `private_key_jwt`), each for one use at one audience. */
export class ClientAssertion {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly clientId: string,
    private readonly clock: Clock,
  ) {}

  /** @param audience the issuer identifier, or the address of its endpoint */
  async for(audience: string): Promise<string> {
    const iat = Math.floor(this.clock.now() / 1000);
    return this.keyRing.sign('client-assertion', 'client-authentication+jwt', {
      iss: this.clientId,
      sub: this.clientId,
      aud: audience,
      jti: randomUUID(),
      iat,
      exp: iat + LIFETIME_SECONDS,
    });
  }
}
