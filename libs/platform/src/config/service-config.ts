import { z } from 'zod';
import { insecureWhen } from './insecure.js';
import { trustProxy } from './trust-proxy.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const isLoopback = (url: string) => LOOPBACK.has(new URL(url).hostname);
const isClearText = (url: string) => url.startsWith('http:') && !isLoopback(url);

const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ''))
  .describe('an http(s) URL, such as https://identity.example.com');

/** The variables of every service. A service adds its own with `.extend({ … })`. */
export const serviceConfig = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('development, test or production'),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65535).describe('a port from 0 to 65535, 0 for any free one'),
  /** Where clients reach this service. No slash at the end. */
  PUBLIC_URL: insecureWhen(httpUrl, isClearText, 'clients would send their tokens in clear text'),
  /** The issuer of access tokens (RFC 8414 section 2). No slash at the end. */
  ISSUER: insecureWhen(httpUrl, isClearText, 'key sets would be fetched in clear text'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('a PostgreSQL URL, such as postgresql://user:password@host:5432/database'),
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
  NATS_USER: z.string().optional().describe('the user of the broker'),
  NATS_PASSWORD: z.string().optional().describe('the password of the broker'),
  /** Proves who this service is without telling the broker a secret; the broker knows the public key. */
  NATS_NKEY_SEED: z
    .string()
    .regex(/^SU[A-Z2-7]{56}$/)
    .optional()
    .describe('the seed of a user nkey, SU and 56 more characters'),
  /** Where the broker's permissions allow this service no inboxes but its own. */
  NATS_INBOX_PREFIX: z
    .string()
    .regex(/^[\w-]+(\.[\w-]+)*$/)
    .optional()
    .describe('a subject without wildcards, such as _INBOX_order-api'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  TRUST_PROXY: trustProxy.default(false),
  /**
   * How long at most a service that starts waits to be ready before it listens: for whatever sends requests to every replica that
   * can be connected to, and asks none whether it is ready. 0 listens at once.
   */
  LISTEN_WHEN_READY_MS: z.coerce.number().int().min(0).max(60_000).default(0).describe('milliseconds, 0 to 60000'),
  SHUTDOWN_TIMEOUT_MS: z.coerce.number().int().min(0).default(10_000).describe('milliseconds'),
  BODY_LIMIT_BYTES: z.coerce.number().int().min(1).default(65_536).describe('a number of bytes'),
  KEY_ENCRYPTION_KEYS_FILE: z
    .string()
    .describe(
      'the path of a JWK Set of 256-bit "oct" keys with "kid", the newest first: the first seals unless its "key_ops" is ["unwrapKey"], all open',
    ),
});
export type ServiceConfig = z.infer<typeof serviceConfig>;
