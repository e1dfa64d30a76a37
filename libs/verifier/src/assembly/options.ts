import type { Clock } from '../clock.js';
import type { Algorithm, KeySource } from '../key-sets/key-source.js';
import type { Log } from '../log.js';
import type { RevocationFeed } from '../revocation/revocation-feed.js';
import type { StalePolicy } from '../revocation/stale-policies.js';

/** Where revocations come from and what silence means. */
export interface RevocationOptions {
  /**
   * A feed belongs to one verifier: a function makes one for each, where several are made of these options. `null`: this issuer
   * announces nothing, so that tokens live until they expire.
   */
  readonly feed: RevocationFeed | (() => RevocationFeed) | null;
  /** Milliseconds of silence after which the state counts as stale. Default 3000. */
  readonly staleAfterMs?: number;
  /** Default: `introspect`, which fails closed. */
  readonly whenStale?: StalePolicy;
  /**
   * Seconds: no token may live longer, or it would outlive the memory of its own revocation, so one that does is refused.
   * Only looked at where there is a feed. Default 3600.
   */
  readonly maxTokenLifetimeSeconds?: number;
}

/** Options of {@link createVerifier}, which checks and copies them. */
export interface VerifierOptions {
  /** The issuer identifier (RFC 8414 section 2), compared exactly with `iss` and with the issuer's metadata. */
  readonly issuer: string;
  /** This resource server: must be in `aud`. */
  readonly audience: string;
  /** Default: ES256, EdDSA and PS256. */
  readonly algorithms?: readonly Algorithm[];
  /** Seconds by which clocks may differ (RFC 9068 section 4). Default 5, at most 30. */
  readonly clockToleranceSeconds?: number;
  /** Base URL of the issuer's metadata where it is reached by another address than its name, as on an inner network. */
  readonly discoveryUrl?: string;
  /** Default: a {@link RemoteKeySource} of the issuer. */
  readonly keySource?: KeySource;
  /** Keys of the issuer's security events. Default: a {@link RemoteKeySource} of the issuer. */
  readonly securityEventKeySource?: KeySource;
  /** Characters. Longer tokens are refused unread. Default 8192. */
  readonly maxTokenLength?: number;
  readonly sessionCache?: { readonly maxEntries?: number; readonly maxBytes?: number };
  /** Default: `{ feed: null }`. */
  readonly revocation?: RevocationOptions;
  readonly clock?: Clock;
  /** Default: the console. */
  readonly log?: Log;
}
