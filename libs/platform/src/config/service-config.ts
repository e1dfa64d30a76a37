import { z } from 'zod';
import { corsOrigins } from './cors-origins.js';
import { insecureWhen } from './insecure.js';
import { trustProxy } from './trust-proxy.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const isLoopback = (url: string) => LOOPBACK.has(new URL(url).hostname);
const isClearText = (url: string) => url.startsWith('http:') && !isLoopback(url);

/** An address of a service, without a slash at the end. */
export const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .describe('an http(s) URL, such as https://identity.example.com');

/** The variables of every service. A service adds its own with `.extend({ … })`. */
export const serviceConfig = z.object({
  /** In production, values that are only fit for development stop the start. */
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('development, test or production'),
  /** The address to listen on: `0.0.0.0` in a container. */
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  /** The port to listen on. */
  PORT: z.coerce.number().int().min(0).max(65535).describe('a port from 0 to 65535, 0 for any free one'),
  /** The URL at which clients reach this service. A slash at the end is dropped. */
  PUBLIC_URL: insecureWhen(httpUrl, isClearText, 'clients would send their tokens in clear text'),
  /** The issuer of access tokens (RFC 8414 section 2): the `PUBLIC_URL` of the IdentityAPI. A slash at the end is dropped. */
  ISSUER: insecureWhen(httpUrl, isClearText, 'key sets would be fetched in clear text'),
  /** The database of this service, and the role that owns it. */
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('a PostgreSQL URL, such as postgresql://user:password@host:5432/database'),
  /** The broker. */
  NATS_URL: insecureWhen(
    z
      .string()
      .regex(/^(nats|tls):\/\/\S+$/)
      .describe('a NATS URL, such as nats://host:4222'),
    (url, config) => {
      return config['NATS_USER'] === undefined && config['NATS_NKEY_SEED'] === undefined && !isLoopback(url);
    },
    'the broker is on another machine, and neither NATS_USER nor NATS_NKEY_SEED is set',
  ),
  /** The user at the broker, where it knows the service by a password. */
  NATS_USER: z.string().optional().describe('the user of the broker'),
  /** The password of `NATS_USER`. */
  NATS_PASSWORD: z.string().optional().describe('the password of the broker'),
  /** The private key of this service at the broker, which knows the public key only. Replaces user and password. */
  NATS_NKEY_SEED: z
    .string()
    .regex(/^SU[A-Z2-7]{56}$/)
    .optional()
    .describe('the seed of a user nkey, SU and 56 more characters'),
  /** The prefix of the inboxes of this service, where the permissions of the broker allow it no others. */
  NATS_INBOX_PREFIX: z
    .string()
    .regex(/^[\w-]+(\.[\w-]+)*$/)
    .optional()
    .describe('a subject without wildcards, such as _INBOX_order-api'),
  /** The lowest level that is logged. */
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  /** The proxies whose `X-Forwarded-*` headers are believed. */
  TRUST_PROXY: trustProxy.default(false),
  /** The origins whose pages may call this service (CORS): exactly these. Metadata and key sets are open to every origin. */
  CORS_ORIGINS: insecureWhen(
    corsOrigins.default([]),
    (origins) => origins.some(isClearText),
    'whoever is on the way can change a page that comes in clear text, and use its tokens',
  ),
  /**
   * The longest time that a service waits to be ready before it listens. Set it behind a load balancer that sends requests to
   * every replica that accepts connections, without asking for its readiness. 0 listens at once.
   */
  LISTEN_WHEN_READY_MS: z.coerce.number().int().min(0).max(60_000).default(0).describe('milliseconds, 0 to 60000'),
  /** The longest time that a stop takes: what is still running then is cut off. */
  SHUTDOWN_TIMEOUT_MS: z.coerce.number().int().min(0).default(10_000).describe('milliseconds'),
  /** The largest body of a request; a larger one is answered with 413. */
  BODY_LIMIT_BYTES: z.coerce.number().int().min(1).default(65_536).describe('a number of bytes'),
  /** The file with the key-encryption keys, which seal the private keys in the database. */
  KEY_ENCRYPTION_KEYS_FILE: z
    .string()
    .describe(
      'the path of a JWK Set of 256-bit "oct" keys with "kid", the newest first: the first seals unless its "key_ops" is ["unwrapKey"], all open',
    ),
});
export type ServiceConfig = z.infer<typeof serviceConfig>;
