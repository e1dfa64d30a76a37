import { randomUUID } from 'node:crypto';
import type { Clock } from '@hallpass/ports';
import type { KeySetDefinition } from './domain/key-set.js';
import type { KeyRing } from './key-ring.js';

const USE_CASE = 'client-assertion';
const LIFETIME_SECONDS = 60;

/** The key set by which a service proves to the issuer which client it is. */
export const CLIENT_ASSERTION_KEYS: KeySetDefinition = {
  useCase: USE_CASE,
  use: 'sig',
  alg: 'ES256',
  tokenLifetimeSeconds: LIFETIME_SECONDS,
};

/**
 * Makes client assertions (RFC 7523 section 3, `private_key_jwt`), each for one use at one audience within a minute. The ring
 * needs {@link CLIENT_ASSERTION_KEYS} among its definitions.
 */
export class ClientAssertion {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly clientId: string,
    private readonly clock: Clock,
  ) {}

  /** @param audience the issuer identifier, or the address of its endpoint */
  async for(audience: string): Promise<string> {
    const iat = Math.floor(this.clock.now() / 1000);
    return this.keyRing.sign(USE_CASE, 'client-authentication+jwt', {
      iss: this.clientId,
      sub: this.clientId,
      aud: audience,
      jti: randomUUID(),
      iat,
      exp: iat + LIFETIME_SECONDS,
    });
  }
}
