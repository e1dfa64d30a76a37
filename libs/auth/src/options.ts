import type { Clock } from './clock.js';
import type { TokenStatus } from './introspection/token-status.js';
import type { Algorithm, KeySource } from './key-sets/key-source.js';
import type { RevocationFeed } from './revocation/revocation-feed.js';

/** What to do with a valid token while revocations have not been heard of for too long. */
export type StalePolicy =
  /** Ask the issuer, and remember its answer for at most a second; 503 `token_status_unavailable` when it can't be asked. */
  | { readonly mode: 'introspect'; readonly tokenStatus?: TokenStatus }
  /** Refuse with 503 `revocation_state_stale`. */
  | { readonly mode: 'deny' }
  /** Accept for at most that many milliseconds more, then refuse as `deny` does, and so before anything was heard. */
  | { readonly mode: 'allow'; readonly forAtMostMs: number };

/** Where revocations come from and what silence means. */
export interface RevocationOptions {
  /** `null`: this issuer announces nothing, so that tokens live until they expire. */
  readonly feed: RevocationFeed | null;
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

/** Options of {@link AuthModule}. They are checked and copied when the module is made. */
export interface AuthOptions {
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
  /** Names the protected resource's metadata (RFC 9728 section 5.1) in challenges. */
  readonly resourceMetadataUrl?: string;
  readonly clock?: Clock;
}
