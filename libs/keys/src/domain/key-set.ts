import { CLOCK_LEEWAY_SECONDS } from '@hallpass/contracts';

export type KeyAlgorithm = 'ES256' | 'EdDSA' | 'PS256' | 'ECDH-ES+A256KW';

/** The keys of one use case: what they are for, and how long what they sign lives. */
export interface KeySetDefinition {
  readonly useCase: string;
  readonly use: 'sig' | 'enc';
  /** For new keys. A change begins a rotation; keys that exist keep theirs until they retire. */
  readonly alg: KeyAlgorithm;
  /** Seconds that what the key signs (or what is encrypted to it) may be in use. */
  readonly tokenLifetimeSeconds: number;
  /** Published by itself only: the set of all does not hold its keys. */
  readonly standsAlone?: boolean;
  /** Seconds a key is active. Default 30 days. */
  readonly rotateEverySeconds?: number;
}

export interface KeySetTiming {
  /** Seconds a verifier may cache the key set (`Cache-Control: max-age`). Default 300. */
  readonly maxAgeSeconds: number;
  /** Seconds by which a verifier's clock may be behind. Default 5. */
  readonly leewaySeconds: number;
  /** Seconds until every replica has seen a change of another: how often they look. Default 5. */
  readonly refreshSeconds: number;
}

export const DEFAULT_TIMING: KeySetTiming = {
  maxAgeSeconds: 300,
  leewaySeconds: CLOCK_LEEWAY_SECONDS,
  refreshSeconds: 5,
};

export const DEFAULT_ROTATE_EVERY_SECONDS = 30 * 24 * 60 * 60;

/** `published -> active -> retiring -> retired`, and `withdrawn` from any of them. */
export type KeyState = 'published' | 'active' | 'retiring' | 'retired' | 'withdrawn';

/** A key, without any of its parts. */
export interface KeyDescription {
  /** The RFC 7638 SHA-256 thumbprint. */
  readonly kid: string;
  readonly useCase: string;
  readonly alg: KeyAlgorithm;
  readonly use: 'sig' | 'enc';
  readonly state: KeyState;
  readonly createdAt: Date;
  /** When it began to sign, or will. */
  readonly activatesAt: Date;
  /** When it ceased to sign. */
  readonly retiresAt: Date | null;
  /** When it leaves the key set. */
  readonly expiresAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly withdrawnReason: string | null;
}

/** In the order of the key set: a sender that encrypts takes the first key. */
const PUBLISHED_STATES: readonly KeyState[] = ['active', 'published', 'retiring'];

/** Whether the key is in the published key set. */
export function isPublished({ state }: { state: KeyState }): boolean {
  return PUBLISHED_STATES.includes(state);
}

/** Active first, then its successor, then the retiring ones, the youngest first. */
export function byPrecedence(a: KeyDescription, b: KeyDescription): number {
  const byState = PUBLISHED_STATES.indexOf(a.state) - PUBLISHED_STATES.indexOf(b.state);
  return byState === 0 ? b.createdAt.getTime() - a.createdAt.getTime() : byState;
}
