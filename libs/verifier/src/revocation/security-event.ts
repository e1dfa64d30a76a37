/** The JetStream stream of security events; kept for the longest access-token lifetime plus leeway. */
export const SECURITY_STREAM = 'SECURITY';
/**
 * Description of the stream while an issuer publishes again what a broker without its state has lost. Verifiers don't rely on
 * it until that is over: an event that is not there yet must not look like one that never was.
 */
export const SECURITY_STREAM_INCOMPLETE = 'incomplete: security events are being published again';
/** Every subject of the stream. */
export const SECURITY_SUBJECTS = 'security.v1.>';
/** The `aud` of security event tokens: every service of the system. */
export const SECURITY_EVENT_AUDIENCE = 'urn:hallpass:services';
/** The `typ` of security event tokens (RFC 8417 section 2.3). */
export const SECURITY_EVENT_TYP = 'secevent+jwt';

export const ACCOUNT_CHANGES = [
  'account-disabled',
  'account-enabled',
  'credential-change',
  'token-claims-change',
  'sessions-revoked',
] as const;
/** Why the tokens of an account were invalidated. */
export type AccountChange = (typeof ACCOUNT_CHANGES)[number];

/** Tokens of the account minted under an epoch lower than `minEpoch` are no longer true. */
export interface AccountSecurityEvent {
  readonly kind: 'account';
  readonly change: AccountChange;
  readonly sub: string;
  readonly minEpoch: number;
}
/** The session has ended. */
export interface SessionSecurityEvent {
  readonly kind: 'session';
  readonly sub: string;
  readonly sid: string;
}
/** The signing key is withdrawn. */
export interface KeySecurityEvent {
  readonly kind: 'key';
  readonly kid: string;
}

/** Tokens of every account and client minted under an epoch lower than `minEpoch` are no longer true. */
export interface IssuerSecurityEvent {
  readonly kind: 'issuer';
  readonly minEpoch: number;
}

/** What an issuer tells every verifier at once. State only grows by it, so repeats and any order are harmless. */
export type SecurityEvent = AccountSecurityEvent | SessionSecurityEvent | KeySecurityEvent | IssuerSecurityEvent;

/** The subject an event is published under: `security.v1.account.<sub>`, `.session.<sid>`, `.key.<kid>` or `security.v1.issuer`. */
export function securityEventSubject(event: SecurityEvent): string {
  switch (event.kind) {
    case 'account':
      return `security.v1.account.${subjectToken(event.sub)}`;
    case 'session':
      return `security.v1.session.${subjectToken(event.sid)}`;
    case 'key':
      return `security.v1.key.${subjectToken(event.kid)}`;
    case 'issuer':
      return 'security.v1.issuer';
  }
}

/** Foreign identifiers may hold what a NATS subject may not; the body is what verifiers read, so this needs no way back. */
function subjectToken(identifier: string): string {
  return /^[\w-]+$/.test(identifier) ? identifier : `~${Buffer.from(identifier).toString('base64url')}`;
}
