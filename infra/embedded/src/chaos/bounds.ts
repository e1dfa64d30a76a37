import type { Conditions } from './conditions.ts';

/** Milliseconds for which a verifier may accept what was published: `staleAfterMs` of docs/revocation.md. */
export const BOUND_MS = 3_000;
/** Milliseconds for which a verifier that is cut off remembers what IdentityAPI answered. */
const REMEMBERED_MS = 1_000;

export interface Revoked {
  /** `performance.now()` when the answer was there. */
  readonly answeredAt: number;
  readonly propagation: string;
  /** Whether verifiers were cut off from the broker when it was answered. */
  readonly verifiersCutOff: boolean;
}

/**
 * Until when the token may still be accepted, by docs/revocation.md: the moment a request was sent (`performance.now()`).
 * While IdentityAPI alone is cut off and said so (`pending`), there is no such moment yet.
 */
export function deadline({ answeredAt, propagation, verifiersCutOff }: Revoked, conditions: Conditions): number {
  if (propagation === 'applied') return answeredAt + (verifiersCutOff ? REMEMBERED_MS : 0);
  if (propagation === 'published') return answeredAt + BOUND_MS;
  if (conditions.issuerCutOff) return Infinity;
  return Math.max(answeredAt, conditions.recoveredAt) + BOUND_MS;
}
