import { LiveConnections, RevocationState, SecurityEventVerifier, SessionCache } from '@hallpass/verifier';
import type { FactoryProvider, Provider } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, LazyModuleLoader, ModulesContainer } from '@nestjs/core';
import { AccessTokenGuard, VERIFIER } from '../guard/access-token.guard.js';
import { guardLazyMessages, guardMessages } from '../guard/guard-messages.js';
import { GUARD_OPTIONS, type GuardOptions } from '../http/guard-options.js';
import { HttpRefusalFilter } from '../refusal/http-refusal.filter.js';
import { AuthHealth } from './auth-health.js';
import { AuthLifecycle } from './auth-lifecycle.js';
import { AuthMetrics } from './auth-metrics.js';
import type { Auth } from './auth-options.js';
import { checkSingle, FieldResolverCheck } from './start-checks.js';
import { TokenVerifier } from './token-verifier.js';

export const AUTH = Symbol('hallpass:auth');
const GLOBAL_GUARD = Symbol('hallpass:global-guard');
const MESSAGE_GUARDS = Symbol('hallpass:message-guards');
const LAZY_MESSAGE_GUARDS = Symbol('hallpass:lazy-message-guards');
const HTTP_REFUSALS = Symbol('hallpass:http-refusals');
const SINGLE = Symbol('hallpass:single');

const make = <A extends unknown[]>(
  provide: FactoryProvider['provide'],
  inject: NonNullable<FactoryProvider['inject']>,
  useFactory: (...dependencies: A) => unknown,
): FactoryProvider => ({ provide, inject, useFactory: useFactory as (...dependencies: unknown[]) => unknown });

/**
 * The filter that is bound first is asked last. This runs before Nest binds those of `APP_FILTER`, among which one of ours would
 * come after, and so before, a filter of the application's root module.
 */
function answerRefusals(config: ApplicationConfig, adapters: HttpAdapterHost, { resourceMetadataUrl }: Auth): void {
  config.addGlobalFilter(new HttpRefusalFilter(adapters, resourceMetadataUrl));
}

/**
 * The first of all guards, whatever the modules of the application declare, and in whatever order: their guards find the principal.
 * Nest binds those of `APP_GUARD` after this, beginning with the root module's, among which one of ours would come too late.
 */
function guardAll(config: ApplicationConfig, guard: AccessTokenGuard): void {
  config.addGlobalGuard(guard);
}

/** The verifier, taken apart into what is injected. */
export const providers: readonly Provider[] = [
  make(VERIFIER, [AUTH], ({ verifier }: Auth) => verifier),
  make(RevocationState, [AUTH], ({ verifier }: Auth) => verifier.state),
  make(SessionCache, [AUTH], ({ verifier }: Auth) => verifier.cache),
  make(SecurityEventVerifier, [AUTH], ({ verifier }: Auth) => verifier.securityEvents),
  make(LiveConnections, [AUTH], ({ verifier }: Auth) => verifier.live),
  make(TokenVerifier, [AUTH], ({ verifier }: Auth) => new TokenVerifier(verifier)),
  make(AuthHealth, [AUTH], ({ verifier }: Auth) => new AuthHealth(verifier)),
  make(AuthMetrics, [AUTH], ({ verifier }: Auth) => new AuthMetrics(verifier)),
  make(AuthLifecycle, [AUTH], ({ verifier }: Auth) => new AuthLifecycle(verifier)),
  make(GUARD_OPTIONS, [AUTH], ({ resourceMetadataUrl }: Auth): GuardOptions => ({ resourceMetadataUrl })),
  AccessTokenGuard,
  make(GLOBAL_GUARD, [ApplicationConfig, AccessTokenGuard], guardAll),
  make(HTTP_REFUSALS, [ApplicationConfig, HttpAdapterHost, AUTH], answerRefusals),
  make(MESSAGE_GUARDS, [ModulesContainer, AccessTokenGuard], guardMessages),
  make(LAZY_MESSAGE_GUARDS, [LazyModuleLoader, ModulesContainer, AccessTokenGuard], guardLazyMessages),
  make(SINGLE, [ModulesContainer], (modules: ModulesContainer) => checkSingle(modules, AUTH)),
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
  VERIFIER,
  GUARD_OPTIONS,
] as const;
