import { Logger } from '@nestjs/common';
import { InvalidTokenError } from '../errors.js';
import type { RevocationSink } from './revocation-feed.js';
import type { RevocationState } from './revocation-state.js';
import type { SecurityEvent } from './security-event.js';
import type { SecurityEventVerifier } from './security-event-verifier.js';

/** From the feed into the state, through the verifier. */
export class RevocationIntake implements RevocationSink {
  private readonly logger = new Logger('Revocation');
  private refusedCount = 0;

  constructor(
    private readonly verifier: SecurityEventVerifier,
    private readonly state: RevocationState,
  ) {}

  /** Tokens that were dropped because they are no security events of the issuer. Should stay 0. */
  get refused(): number {
    return this.refusedCount;
  }

  async apply(setJwt: string): Promise<void> {
    const event = await this.judge(setJwt);
    if (event !== undefined) this.state.apply(event);
  }

  private async judge(setJwt: string): Promise<SecurityEvent | undefined> {
    try {
      return await this.verifier.verify(setJwt);
    } catch (error) {
      if (!(error instanceof InvalidTokenError)) throw error;
      this.refusedCount++;
      this.logger.warn(`Dropped a message of the revocation feed: ${error.message}`);
      return undefined;
    }
  }
}
