import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { InvalidTokenError } from '../errors.js';
import type { KeySource } from '../key-sets/key-source.js';
import { checkAudience, checkIssuer } from '../signed-token/parties.js';
import { MAX_TOKEN_LENGTH, verifySigned } from '../signed-token/verify-signed.js';
import { parseSnapshotPart, REVOCATION_SNAPSHOT_TYP, type SnapshotPart } from './revocation-snapshot.js';
import { parseSecurityEvent } from './security-event-claims.js';
import { SECURITY_EVENT_AUDIENCE, SECURITY_EVENT_TYP, type SecurityEvent } from './security-event.js';

export interface SecurityEventVerifierOptions {
  readonly issuer: string;
  /** Keys of the issuer's `security-events` key set, never those that sign access tokens. */
  readonly keySource: KeySource;
  /** Default `urn:hallpass:services`. */
  readonly audience?: string;
}

/** Characters: as much as a broker takes for one message, unless it is told otherwise. */
const MAX_SNAPSHOT_LENGTH = 1024 * 1024;
/** RFC 8417 section 2.2: `iat` and `jti` always; Shared Signals Framework 1.0: neither `sub` nor `exp`, lest it pass for another token. */
const setClaims = z.object({
  iat: z.number(),
  jti: z.string().min(1),
  sub: z.never().optional(),
  exp: z.never().optional(),
});

/**
 * Verifies security event tokens (RFC 8417), and snapshots of many events in one token. Their age is not looked at: a late revocation is still one.
 *
 * @example
 * state.apply(await securityEvents.verify(setJwt));
 */
export class SecurityEventVerifier {
  constructor(private readonly options: SecurityEventVerifierOptions) {}

  /**
   * @throws InvalidTokenError when the token is forged, malformed, or none of ours
   * @throws KeySetUnavailableError when it can't be judged
   */
  async verify(setJwt: string): Promise<SecurityEvent> {
    const claims = await this.verifiedClaims(setJwt, SECURITY_EVENT_TYP);
    if (!setClaims.safeParse(claims).success)
      throw new InvalidTokenError('The claims are not those of a security event.', { reason: 'claims' });
    return readBy(parseSecurityEvent, claims);
  }

  /**
   * @throws InvalidTokenError when it is no part of a snapshot by this issuer
   * @throws KeySetUnavailableError when it can't be judged
   */
  async verifySnapshot(jwt: string): Promise<SnapshotPart> {
    return readBy(parseSnapshotPart, await this.verifiedClaims(jwt, REVOCATION_SNAPSHOT_TYP, MAX_SNAPSHOT_LENGTH));
  }

  private async verifiedClaims(jwt: string, typ: string, maxLength = MAX_TOKEN_LENGTH): Promise<JWTPayload> {
    const { issuer, keySource, audience = SECURITY_EVENT_AUDIENCE } = this.options;

    const { claims } = await verifySigned(jwt, { typ, keySource, algorithms: ['EdDSA', 'ES256'], maxLength });
    checkIssuer(claims['iss'], issuer);
    checkAudience(claims['aud'], audience);
    return claims;
  }
}

function readBy<T>(parse: (claims: JWTPayload) => T, claims: JWTPayload): T {
  try {
    return parse(claims);
  } catch (cause) {
    throw new InvalidTokenError('The token carries no security event of this system.', { reason: 'claims', cause });
  }
}
