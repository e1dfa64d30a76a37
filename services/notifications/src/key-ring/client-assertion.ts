import { randomUUID } from 'node:crypto';
import { KeyRing } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { CLIENT_ASSERTION, CLIENT_ASSERTION_SECONDS } from './key-sets.js';

/** Proves to the issuer who this service is (`private_key_jwt`, RFC 7523 section 3). */
@Injectable()
export class ClientAssertion {
  constructor(
    private readonly keys: KeyRing,
    @Inject(CONFIG) private readonly config: Pick<Config, 'CLIENT_ID'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A new assertion for that audience: it can be used once, within a minute. */
  async sign(audience: string): Promise<string> {
    const { CLIENT_ID } = this.config;
    const iat = Math.floor(this.clock.now() / 1000);
    return this.keys.sign(CLIENT_ASSERTION, 'client-authentication+jwt', {
      iss: CLIENT_ID,
      sub: CLIENT_ID,
      aud: audience,
      jti: randomUUID(),
      iat,
      exp: iat + CLIENT_ASSERTION_SECONDS,
    });
  }
}
