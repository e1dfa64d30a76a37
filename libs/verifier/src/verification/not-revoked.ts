import { InvalidTokenError } from '../errors.js';
import type { RevocationSubject } from '../principal.js';
import { REVOCATION_REASONS } from '../revocation/revocation-reason.js';
import type { RevocationState } from '../revocation/revocation-state.js';
import type { SecurityEvent } from '../revocation/security-event.js';

const DETAILS: Record<SecurityEvent['kind'], string> = {
  account: 'The account has changed since the token was issued.',
  session: 'The session has ended.',
  key: 'The key that signed the token has been withdrawn.',
  issuer: 'The issuer has revoked every token that was issued before now.',
};

/** Step 10. No security event has invalidated the token. */
export function checkNotRevoked(subject: RevocationSubject, state: RevocationState): void {
  const revoked = state.revocationOf(subject);
  if (revoked !== undefined) throw new InvalidTokenError(DETAILS[revoked], { reason: REVOCATION_REASONS[revoked] });
}
