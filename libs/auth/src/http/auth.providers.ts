import type { FactoryProvider, Provider } from '@nestjs/common';
import { APP_GUARD, LazyModuleLoader, ModulesContainer } from '@nestjs/core';
import { keySourcesOf, type ResolvedAuthOptions } from '../resolve-options.js';
import { Freshness } from '../revocation/freshness.js';
import { RevocationIntake } from '../revocation/revocation-intake.js';
import { RevocationState } from '../revocation/revocation-state.js';
import { SecurityEventVerifier } from '../revocation/security-event-verifier.js';
import { reliesForMs, staleRule, toleratesStaleness } from '../revocation/stale-policies.js';
import { LiveConnections } from '../sessions/live-connections.js';
import { SessionCache } from '../sessions/session-cache.js';
import { LocalVerifier } from '../verification/local-verifier.js';
import { AccessTokenGuard, AUTHENTICATOR, GUARD_OPTIONS } from './access-token.guard.js';
import { AuthHealth } from './auth-health.js';
import { AuthLifecycle } from './auth-lifecycle.js';
import { AuthMetrics } from './auth-metrics.js';
import { Authenticator } from './authenticator.js';
import { guardLazyMessages, guardMessages } from './guard-messages.js';
import { checkSingle, FieldResolverCheck } from './start-checks.js';
import { TokenVerifier } from './token-verifier.js';

export const AUTH_OPTIONS = Symbol('hallpass:auth-options');
const MESSAGE_GUARDS = Symbol('hallpass:message-guards');
const LAZY_MESSAGE_GUARDS = Symbol('hallpass:lazy-message-guards');
const SINGLE = Symbol('hallpass:single');
type Options = ResolvedAuthOptions;

const make = <A extends unknown[]>(
  provide: FactoryProvider['provide'],
  inject: NonNullable<FactoryProvider['inject']>,
  useFactory: (...dependencies: A) => unknown,
): FactoryProvider => ({ provide, inject, useFactory: useFactory as (...dependencies: unknown[]) => unknown });

/** Which object is made of which: the whole assembly of the library. */
export const providers: readonly Provider[] = [
  make(RevocationState, [AUTH_OPTIONS], ({ maxTokenLifetimeSeconds, clockToleranceSeconds, clock }: Options) => {
    return new RevocationState({ horizonMs: (maxTokenLifetimeSeconds + 2 * clockToleranceSeconds) * 1000, clock });
  }),
  make(SessionCache, [AUTH_OPTIONS], (options: Options) => new SessionCache(options)),
  make(LocalVerifier, [AUTH_OPTIONS, RevocationState], (options: Options, revocations: RevocationState) => {
    const { feed, maxTokenLifetimeSeconds, ...rest } = options;
    return new LocalVerifier({ ...rest, revocations, ...(feed === null ? {} : { maxTokenLifetimeSeconds }) });
  }),
  make(SecurityEventVerifier, [AUTH_OPTIONS], ({ issuer, securityEventKeySource: keySource }: Options) => {
    return new SecurityEventVerifier({ issuer, keySource });
  }),
  make(
    RevocationIntake,
    [AUTH_OPTIONS, SecurityEventVerifier, RevocationState],
    ({ staleAfterMs, whenStale }: Options, verifier: SecurityEventVerifier, state: RevocationState) => {
      return new RevocationIntake(verifier, state, reliesForMs(whenStale, staleAfterMs));
    },
  ),
  make(Freshness, [AUTH_OPTIONS], ({ feed, staleAfterMs, clock }: Options) => new Freshness(feed, staleAfterMs, clock)),
  make(
    LiveConnections,
    [AUTH_OPTIONS, RevocationState, Freshness],
    ({ clock, whenStale, staleAfterMs }: Options, state: RevocationState, freshness: Freshness) =>
      new LiveConnections(state, clock, {
        holds: () => toleratesStaleness(whenStale, freshness),
        graceMs: staleAfterMs,
      }),
  ),
  make(AuthHealth, [AUTH_OPTIONS, Freshness], (options: Options, freshness: Freshness) => {
    return new AuthHealth(keySourcesOf(options), freshness, options.whenStale.mode);
  }),
  make(
    AuthLifecycle,
    [AUTH_OPTIONS, RevocationIntake, RevocationState, SessionCache, Freshness],
    (options: Options, intake: RevocationIntake, state: RevocationState, cache: SessionCache, freshness: Freshness) =>
      new AuthLifecycle(options, intake, state, cache, freshness),
  ),
  make(
    AUTHENTICATOR,
    [AUTH_OPTIONS, SessionCache, LocalVerifier, RevocationState, Freshness],
    (options: Options, cache: SessionCache, verifier: LocalVerifier, state: RevocationState, freshness: Freshness) =>
      new Authenticator(cache, verifier, state, freshness, staleRule(options.whenStale, freshness, options.clock)),
  ),
  make(TokenVerifier, [AUTHENTICATOR], (authenticator: Authenticator) => new TokenVerifier(authenticator)),
  make(
    AuthMetrics,
    [SessionCache, RevocationState, RevocationIntake, Freshness, LiveConnections],
    (
      cache: SessionCache,
      state: RevocationState,
      intake: RevocationIntake,
      freshness: Freshness,
      live: LiveConnections,
    ) => new AuthMetrics(cache, state, intake, freshness, live),
  ),
  { provide: GUARD_OPTIONS, useExisting: AUTH_OPTIONS },
  AccessTokenGuard,
  { provide: APP_GUARD, useExisting: AccessTokenGuard },
  make(MESSAGE_GUARDS, [ModulesContainer, AccessTokenGuard], guardMessages),
  make(LAZY_MESSAGE_GUARDS, [LazyModuleLoader, ModulesContainer, AccessTokenGuard], guardLazyMessages),
  make(SINGLE, [ModulesContainer], (modules: ModulesContainer) => checkSingle(modules, AUTH_OPTIONS)),
  make(FieldResolverCheck, [ModulesContainer], (modules: ModulesContainer) => new FieldResolverCheck(modules)),
];

export const exported = [
  RevocationState,
  SessionCache,
  TokenVerifier,
  SecurityEventVerifier,
  LiveConnections,
  AuthHealth,
  AuthMetrics,
  // For the guard that decorators bring, which each module makes for itself.
  AUTHENTICATOR,
  GUARD_OPTIONS,
] as const;
