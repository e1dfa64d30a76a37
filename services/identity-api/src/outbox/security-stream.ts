import { SECURITY_STREAM, SECURITY_SUBJECTS } from '@hallpass/verifier/issuer';
import type { StreamDefinition } from '@hallpass/contracts';

/** The largest clock difference a verifier may allow (RFC 9068 section 4), and as much again for delivery. */
const MARGIN_SECONDS = 2 * 30;
/** For how long a cache on the way may keep serving a key set that still has a withdrawn key. */
const KEY_SET_MAX_AGE_SECONDS = 300;

/** Kept for as long as a token can live that an event refuses; older events can't matter. */
export function securityStream(accessTokenSeconds: number): StreamDefinition {
  return {
    name: SECURITY_STREAM,
    subjects: [SECURITY_SUBJECTS],
    maxAgeMs: (Math.max(accessTokenSeconds, KEY_SET_MAX_AGE_SECONDS) + MARGIN_SECONDS) * 1000,
  };
}

const PREFIX = SECURITY_SUBJECTS.slice(0, -1);

export function isSecurityEvent(subject: string): boolean {
  return subject.startsWith(PREFIX);
}
