import { AUDIENCES } from './audiences.js';

/** A use case of keys: each has its own key set, audience, `typ` and lifetime, so that no token of one passes for another. */
export interface TokenType {
  /** The `typ` header (RFC 8725 section 3.11), exactly as it is written. */
  readonly typ: string;
  /** The `aud` claim; undefined where it is the client (ID tokens). */
  readonly audience: string | undefined;
  readonly alg: 'ES256' | 'EdDSA';
  /** Seconds from `iat` to `exp`; undefined where the token has no `exp` (RFC 8417 section 2.2). */
  readonly lifetimeSeconds: number | undefined;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export const TOKEN_TYPES = {
  'identity-api': { typ: 'at+jwt', audience: AUDIENCES.identityApi, alg: 'ES256', lifetimeSeconds: 5 * MINUTE },
  'order-api': { typ: 'at+jwt', audience: AUDIENCES.orderApi, alg: 'ES256', lifetimeSeconds: 5 * MINUTE },
  notifications: { typ: 'at+jwt', audience: AUDIENCES.notifications, alg: 'ES256', lifetimeSeconds: 5 * MINUTE },
  'id-token': { typ: 'JWT', audience: undefined, alg: 'ES256', lifetimeSeconds: 5 * MINUTE },
  'security-events': { typ: 'secevent+jwt', audience: AUDIENCES.services, alg: 'EdDSA', lifetimeSeconds: undefined },
  'email-verification': {
    typ: 'email-verification+jwt',
    audience: AUDIENCES.emailVerification,
    alg: 'ES256',
    lifetimeSeconds: 24 * HOUR,
  },
  'password-reset': {
    typ: 'password-reset+jwt',
    audience: AUDIENCES.passwordReset,
    alg: 'ES256',
    lifetimeSeconds: 15 * MINUTE,
  },
} as const satisfies Record<string, TokenType>;
export type TokenUseCase = keyof typeof TOKEN_TYPES;

/** Seconds by which clocks of verifiers may differ from the issuer's (RFC 9068 section 4 allows "a small leeway"). */
export const CLOCK_LEEWAY_SECONDS = 5;

/** The public client that a request without `client_id` speaks for. */
export const FIRST_PARTY_CLIENT = 'hallpass-first-party';
