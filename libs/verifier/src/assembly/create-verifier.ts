import type { AuthError } from '../errors.js';
import type { Principal } from '../principal.js';
import type { RevocationState } from '../revocation/revocation-state.js';
import type { SecurityEventVerifier } from '../revocation/security-event-verifier.js';
import type { LiveConnections } from '../sessions/live-connections.js';
import type { SessionCache } from '../sessions/session-cache.js';
import { assemble, type Parts } from './assemble.js';
import { checkHealth, type VerifierHealth } from './health.js';
import { Lifecycle } from './lifecycle.js';
import { metricsOf, type VerifierMetrics } from './metrics.js';
import type { VerifierOptions } from './options.js';
import { keySourcesOf, resolveOptions } from './resolve-options.js';

/**
 * Makes the whole judgement of access tokens (RFC 9068): session cache, verification, revocation state, and the policy for a
 * state that is stale.
 *
 * @throws TypeError when an option is wrong
 * @example
 * const verifier = createVerifier({ issuer: 'https://issuer.example', audience: 'urn:example:api' });
 * await verifier.start();
 * const { sub, scopes } = await verifier.verify(token);
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return verifierFactory(options)();
}

/**
 * Checks and copies the options at once, and makes a verifier of them each time it is called: for a framework that is configured
 * before its applications exist. With a feed, `revocation.feed` should be a function then: a feed belongs to one verifier.
 *
 * @throws TypeError when an option is wrong
 */
export function verifierFactory(options: VerifierOptions): () => Verifier {
  const resolved = resolveOptions(options);
  return () => new Verifier(assemble(resolved));
}

/** What {@link createVerifier} makes. */
export class Verifier {
  /** Characters. Longer tokens are refused unread. */
  readonly maxTokenLength: number;
  /** What has been revoked. */
  readonly state: RevocationState;
  /** Connections that end with their session. */
  readonly live: LiveConnections;
  /** Verified tokens. */
  readonly cache: SessionCache;
  /** Verifies the issuer's security events. */
  readonly securityEvents: SecurityEventVerifier;
  private readonly lifecycle: Lifecycle;
  private readonly authenticator: Parts['authenticator'];

  /** @internal */
  constructor(private readonly parts: Parts) {
    const { options, state, live, cache, securityEvents, authenticator } = parts;
    this.maxTokenLength = options.maxTokenLength;
    this.state = state;
    this.live = live;
    this.cache = cache;
    this.securityEvents = securityEvents;
    this.authenticator = authenticator;
    this.lifecycle = new Lifecycle(parts);
  }

  /**
   * @param token the token itself, without `Bearer `
   * @throws InvalidTokenError when the token is not accepted
   * @throws KeySetUnavailableError, RevocationStateStaleError, TokenStatusUnavailableError when it can't be judged
   */
  async verify(token: string): Promise<Principal> {
    const authorization = `Bearer ${token}`;
    return this.known(authorization) ?? this.authenticate(authorization, token);
  }

  /**
   * The principal of an `Authorization` header, if nothing has to be asked or verified to tell: the hot path, which allocates
   * nothing and never waits. Counts as the look-up of a request; what it does not answer is for {@link authenticate}.
   */
  known(authorization: string): Principal | undefined {
    return this.authenticator.known(authorization);
  }

  /**
   * The judgement of a request whose header {@link known} did not answer, for guards of frameworks.
   *
   * @param authorization the exact value of the header, the key of the cache
   * @param token what the header holds
   * @throws as {@link verify}
   */
  authenticate(authorization: string, token: string): Promise<Principal> {
    return this.authenticator.authenticate(authorization, token);
  }

  /**
   * Counts a refusal that is not the verifier's own, such as a {@link MissingTokenError}, in the metrics: for whoever takes tokens
   * from requests. One that {@link authenticate} has thrown is counted already, and not again.
   */
  countRefusal(error: AuthError): void {
    this.parts.refusals.countNew(error);
  }

  /** Begins to follow the feed and to keep keys at hand. Waits for neither; {@link health} tells when they are there. */
  start(): Promise<void> {
    return this.lifecycle.start();
  }

  /** Ends what {@link start} has begun. A verifier that was stopped can't be started again. */
  stop(): Promise<void> {
    return this.lifecycle.stop();
  }

  /**
   * Resolves while tokens can be judged: keys are at hand, security events have been replayed, and the feed is heard.
   * @returns what an operator should know nevertheless
   * @throws Error that says what is not ready
   */
  health(): Promise<VerifierHealth> {
    const { options, freshness, skew } = this.parts;
    return checkHealth(keySourcesOf(options), freshness, options.whenStale.mode, skew);
  }

  /** Counters, and what is held now. */
  metrics(): VerifierMetrics {
    return metricsOf(this.parts);
  }
}
