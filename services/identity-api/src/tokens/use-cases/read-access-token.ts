import { Inject, Injectable } from '@nestjs/common';
import { InvalidTokenError, RevocationState, unverifiedClaims } from '@hallpass/verifier';
import { CLOCK_LEEWAY_SECONDS, type Resource, RESOURCES, TOKEN_TYPES } from '@hallpass/contracts';
import { KeyRing } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG } from '../../config.js';
import { type OwnAccessToken, ownAccessToken } from '../domain/own-access-token.js';
import { useCaseOf } from '../domain/resource.js';
import { type OwnToken, verifyOwnToken } from '../verify-own-token.js';

/** Reads an access token that this issuer signed: undefined when it is forged, expired, or its key was withdrawn. */
@Injectable()
export class ReadAccessToken {
  constructor(
    private readonly keys: KeyRing,
    private readonly revocations: RevocationState,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param audiences of which the token must have one, and be signed by the key of that one; any by default */
  async execute(token: string, audiences: readonly Resource[] = RESOURCES): Promise<OwnAccessToken | undefined> {
    const named = audiencesOf(token);
    for (const audience of audiences.filter((known) => named.includes(known))) {
      const own = await this.verify(token, audience);
      const { data: claims } = ownAccessToken.safeParse(own?.claims);
      if (own === undefined || claims === undefined) continue;
      return this.revocations.isRevoked({ ...claims, kid: own.kid }) ? undefined : claims;
    }
    return undefined;
  }

  private verify(token: string, audience: Resource): Promise<OwnToken | undefined> {
    const useCase = useCaseOf(audience);
    return verifyOwnToken(this.keys, token, {
      useCase,
      typ: TOKEN_TYPES[useCase].typ,
      audiences: [audience],
      issuer: this.config.ISSUER,
      now: this.clock.now(),
      // As much as every resource server allows: whoever asks for one of them must hear what it would go by.
      leeway: CLOCK_LEEWAY_SECONDS,
    });
  }
}

/** Which key sets to look in. Nothing else is believed of it before the signature has been verified. */
function audiencesOf(token: string): unknown[] {
  try {
    return [unverifiedClaims(token)['aud']].flat();
  } catch (error) {
    if (error instanceof InvalidTokenError) return [];
    throw error;
  }
}
