import { AUDIENCES, FIRST_PARTY_CLIENT, RESOURCES } from '@hallpass/contracts';
import { serviceConfig } from '@hallpass/platform';
import { resourceUrls } from '@hallpass/resource-server';
import { z } from 'zod';
import { accountsConfig } from './accounts/accounts.config.js';
import { attemptsConfig } from './attempts/attempts.config.js';
import { retentionConfig } from './retention/retention.config.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

const seconds = (min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).describe(`seconds, from ${min} to ${max}`);

/** A client is no person: the routes for one's own account have nothing to answer it. */
const isPersonal = (scope: string) => scope === 'account';

const serviceClient = z
  .strictObject({
    client_id: z.string().min(1).max(128),
    jwks_uri: z.url({ protocol: /^https?$/ }),
    /** The audiences that it is the resource server of: it may ask about their tokens (RFC 7662), and about no others. */
    serves: z.array(z.enum(RESOURCES)).optional(),
    /** Short for the audience that is named like the client. */
    introspect: z.boolean().default(false),
    /** What it may be granted for itself (RFC 6749 section 4.4), by resource. */
    scopes: z
      .partialRecord(z.enum(RESOURCES), z.array(z.string().min(1)))
      .default({})
      .refine((scopes) => !scopes[AUDIENCES.identityApi]?.some(isPersonal), 'the scope "account" is for people'),
  })
  .transform(({ introspect, serves, ...client }, context) => {
    const named = RESOURCES.filter((audience) => introspect && audience === `urn:hallpass:${client.client_id}`);
    if (introspect && serves === undefined && named.length === 0) {
      context.addIssue({
        code: 'custom',
        message: '"introspect" needs "serves": the audiences of the resource server',
      });
    }
    return { ...client, serves: serves ?? named };
  });

/** A client that authenticates with `private_key_jwt`. */
export type ServiceClient = z.infer<typeof serviceClient>;

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `not JSON: ${(error as Error).message}` });
    return z.NEVER;
  }
});

/** The variables of this service. */
export const configSchema = serviceConfig.extend({
  ...attemptsConfig,
  ...accountsConfig,
  ...retentionConfig,
  /** The lifetime of an access token. A security event is kept one minute longer, and for at least six minutes. */
  ACCESS_TOKEN_TTL_SECONDS: seconds(30, 60 * MINUTE).default(5 * MINUTE),
  /** The algorithm of access tokens. A change begins a rotation of their keys. */
  ACCESS_TOKEN_ALG: z.enum(['ES256', 'EdDSA', 'PS256']).default('ES256').describe('ES256, EdDSA or PS256'),
  /** A session that is not refreshed for this long has ended. */
  REFRESH_IDLE_SECONDS: seconds(MINUTE, 365 * DAY).default(7 * DAY),
  /** A session ends this long after its login, however often it is refreshed. */
  REFRESH_ABSOLUTE_SECONDS: seconds(MINUTE, 365 * DAY).default(30 * DAY),
  /** The live sessions that an account may have. A login beyond that ends the oldest. */
  SESSIONS_PER_ACCOUNT_MAX: z.coerce.number().int().min(1).max(10_000).default(100).describe('a count, 1 to 10000'),
  /** Until its successor is used, and for at most this long, a consumed refresh token gets the same successor again. */
  REFRESH_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(60_000).describe('milliseconds, 0 to 600000'),
  /** A request that revokes waits at most this long for the known verifiers, by default: its `wait` and `timeout` override it. */
  REVOCATION_CONFIRM_MS: z.coerce.number().int().min(0).max(10_000).default(1000).describe('milliseconds, 0 to 10000'),
  /**
   * The longest time that any verifier uses its last known state: its `staleAfterMs`, and with the policy `allow` also its
   * `forAtMostMs`. After its own start the IdentityAPI answers `applied` no earlier than this.
   */
  REVOCATION_LONGEST_RELIANCE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(7_200_000)
    .default(3000)
    .describe('milliseconds, 0 to 7200000'),
  /** The key set of Notifications, which personal data in events is encrypted to. */
  NOTIFICATIONS_JWKS_URI: z.url({ protocol: /^https?$/ }).describe('an http(s) URL of a JWK Set'),
  /** The clients that authenticate with `private_key_jwt`, and what each may ask for. */
  SERVICE_CLIENTS: json
    .pipe(z.array(serviceClient))
    .default([])
    .describe('a JSON array of { client_id, jwks_uri, serves?: [audience], scopes?: { resource: [scope] } }'),
  /**
   * The URLs of the other services, by which clients may name them as `resource` (RFC 8707 section 2). `protected_resources` of the
   * metadata lists them. Tokens have the audience in `aud`, whichever name was given.
   */
  RESOURCE_URLS: resourceUrls,
  /** The public clients: those that have no secret. */
  PUBLIC_CLIENTS: z
    .string()
    .default(FIRST_PARTY_CLIENT)
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .describe('identifiers of public clients, with commas between them'),
});

/** The configuration of this service, parsed. */
export type Config = z.infer<typeof configSchema>;

/** The injection token of {@link Config}. */
export const CONFIG = Symbol('Config');
