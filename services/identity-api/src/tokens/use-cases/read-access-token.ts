import { Inject, Injectable } from '@nestjs/common';
import { InvalidTokenError, RevocationState, unverifiedClaims } from '@hallpass/verifier';
import { CLOCK_LEEWAY_SECONDS, RESOURCES, TOKEN_TYPES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/ports';
import type { JWTPayload } from 'jose';
import { type Config, CONFIG } from '../../config.js';
import { useCaseOf } from '../domain/resource.js';
import { verifyOwnToken } from '../verify-own-token.js';

/** The claims of an access token of ours, for whichever resource. */
export interface OwnAccessToken extends JWTPayload {
  readonly sub: string;
  readonly sid?: string;
  readonly epoch?: number;
  readonly client_id?: string;
  readonly scope?: string;
}

/** Reads an access token that this issuer signed: undefined when it is forged, expired, or its key was withdrawn. */
@Injectable()
export class ReadAccessToken {
  constructor(
    private readonly keys: KeyRing,
    private readonly revocations: RevocationState,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(token: string): Promise<OwnAccessToken | undefined> {
    const resource = RESOURCES.find((known) => known === audienceOf(token));
    if (resource === undefined) return undefined;
    const useCase = useCaseOf(resource);
    const { typ } = TOKEN_TYPES[useCase];
    const now = this.clock.now();
    // As much as every resource server allows: whoever asks for one of them must hear what it would go by.
    const leeway = CLOCK_LEEWAY_SECONDS;
    const expected = { useCase, typ, audience: resource, issuer: this.config.ISSUER, now, leeway };
    const own = await verifyOwnToken(this.keys, token, expected);
    if (own === undefined) return undefined;
    const { kid } = own;
    const claims = own.claims as OwnAccessToken;
    return this.revocations.isRevoked({ ...claims, kid }) ? undefined : claims;
  }
}

/** Which key set to look in. Nothing else is believed of it before the signature has been verified. */
function audienceOf(token: string): unknown {
  try {
    return unverifiedClaims(token)['aud'];
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
}
