import type { SecurityEvent } from './security-event.js';

/** What a security event means for a token or a connection, by the kind of the event. */
export const REVOCATION_REASONS = {
  account: 'account_revoked',
  session: 'session_revoked',
  key: 'key_withdrawn',
  issuer: 'all_tokens_revoked',
} as const satisfies Record<SecurityEvent['kind'], string>;
export type RevocationReason = (typeof REVOCATION_REASONS)[SecurityEvent['kind']];
