export {
  AuthError,
  CredentialsUnreachableError,
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  KeySetUnavailableError,
  LiveConnections,
  MissingTokenError,
  RevocationState,
  RevocationStateStaleError,
  SessionCache,
  TokenStatusUnavailableError,
  type AuthErrorCode,
  type AuthErrorReason,
  type CloseReason,
  type Principal,
  type RevocationOptions,
  type StalePolicy,
  type VerifierMetrics,
} from '@hallpass/verifier';
export { AnyScope, Authenticated, CurrentPrincipal, Public } from './guard/decorators.js';
export { currentPrincipal, setCurrentPrincipal } from './guard/current-principal.js';
export { REQUIREMENT, type Requirement } from './guard/requirement.js';
export { setRefusalHeaders, type HttpReply } from './http/challenge.js';
export { bearerToken, hasSeveralAuthorizations, type HttpRequest } from './http/credentials.js';
export { AuthHealth } from './module/auth-health.js';
export { AuthMetrics } from './module/auth-metrics.js';
export type { AuthOptions } from './module/auth-options.js';
export { AuthModule, type AuthAsyncOptions } from './module/auth.module.js';
export { TokenVerifier } from './module/token-verifier.js';
export { AuthException, refusalIn } from './refusal/auth.exception.js';
export { ProblemDetailsFilter } from './refusal/problem-details.filter.js';
