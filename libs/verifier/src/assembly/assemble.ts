import { ClockSkew } from '../issuer-clock/clock-skew.js';
import { Freshness } from '../revocation/freshness.js';
import type { RevocationFeed } from '../revocation/revocation-feed.js';
import { RevocationIntake } from '../revocation/revocation-intake.js';
import { RevocationState } from '../revocation/revocation-state.js';
import { SecurityEventVerifier } from '../revocation/security-event-verifier.js';
import { reliesForMs, staleRule, toleratesStaleness } from '../revocation/stale-policies.js';
import { Authenticator } from '../sessions/authenticator.js';
import { LiveConnections } from '../sessions/live-connections.js';
import { Refusals } from '../sessions/refusals.js';
import { SessionCache } from '../sessions/session-cache.js';
import { LocalVerifier } from '../verification/local-verifier.js';
import { feedOf, keySourcesOf, type ResolvedOptions } from './resolve-options.js';

/** The parts of one verifier. */
export interface Parts {
  readonly options: ResolvedOptions;
  readonly feed: RevocationFeed | null;
  readonly state: RevocationState;
  readonly cache: SessionCache;
  readonly securityEvents: SecurityEventVerifier;
  readonly intake: RevocationIntake;
  readonly freshness: Freshness;
  readonly live: LiveConnections;
  readonly authenticator: Authenticator;
  readonly refusals: Refusals;
  readonly skew: ClockSkew;
}

/** Which part is made of which, and what an event sets off: nowhere else are they put together. */
export function assemble(options: ResolvedOptions): Parts {
  const { issuer, clock, log, staleAfterMs, whenStale } = options;
  const { maxTokenLifetimeSeconds, clockToleranceSeconds, keySource, securityEventKeySource } = options;
  const feed = feedOf(options);

  const state = new RevocationState({ horizonMs: (maxTokenLifetimeSeconds + 2 * clockToleranceSeconds) * 1000, clock });
  const cache = new SessionCache(options);
  const securityEvents = new SecurityEventVerifier({ issuer, keySource: securityEventKeySource });
  const intake = new RevocationIntake(securityEvents, state, reliesForMs(whenStale, staleAfterMs), clock, log);
  const freshness = new Freshness(feed, staleAfterMs, clock);
  const verifier = new LocalVerifier({
    ...options,
    revocations: state,
    maxTokenLifetimeSeconds: feed === null ? undefined : maxTokenLifetimeSeconds,
  });
  const rule = staleRule(whenStale, freshness, clock);
  const readings = () => keySourcesOf(options).map((source) => source.issuerClock?.());
  const skew = new ClockSkew(readings, clockToleranceSeconds * 1000, clock);
  const refusals = new Refusals();
  const authenticator = new Authenticator(cache, verifier, state, freshness, rule, refusals, skew);

  // First of those who listen: nothing that happens while connections are closed keeps a token in the cache.
  state.onRevoked((event) => {
    cache.evict(event);
    if (event.kind !== 'key') return;
    keySource.withdraw(event.kid);
    securityEventKeySource.withdraw(event.kid);
  });
  const reliance = { holds: () => toleratesStaleness(whenStale, freshness), graceMs: staleAfterMs };
  const live = new LiveConnections(state, clock, reliance, undefined, (error) => {
    log.warn(`A live connection could not be closed: ${String(error)}`);
  });
  return { options, feed, state, cache, securityEvents, intake, freshness, live, authenticator, refusals, skew };
}
