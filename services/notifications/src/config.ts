import { retentionDays } from '@hallpass/platform';
import { resourceServerConfig } from '@hallpass/resource-server';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(1).max(3_600_000).describe('milliseconds from 1 to 3600000');
const count = z.coerce.number().int().min(1).max(10_000).describe('a number from 1 to 10000');

/** What the environment of this service may say; the keys are the names of the variables. */
export const configSchema = resourceServerConfig('notifications').extend({
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe('an SMTP URL, such as smtp://user:password@mail.example.com:587 or smtps://…'),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>@\r\n]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/)
    .describe('an address, such as Hallpass <no-reply@example.com>'),
  /** Where a browser application takes tokens from the fragment: the links of e-mails begin with it. */
  EMAIL_LINK_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('an http(s) URL, such as https://app.example.com'),
  /** How often due e-mail is looked for; another attempt after a failure waits this long at first, then doubles. */
  EMAIL_POLL_MS: milliseconds.default(500),
  EMAIL_RETRY_MS: milliseconds.default(5000),
  EMAIL_MAX_ATTEMPTS: count.default(10),

  /** Days that a notification is kept, read or not. */
  NOTIFICATION_RETENTION_DAYS: retentionDays(90),
  /** Days that it is kept what became of an e-mail; what it said is erased when it has been sent or given up. */
  EMAIL_RETENTION_DAYS: retentionDays(30),
  /** Longer than the IdentityAPI keeps an account without a verified address, so that none outlives its recipient. */
  UNVERIFIED_RECIPIENT_RETENTION_DAYS: retentionDays(60),

  STREAM_HEARTBEAT_MS: milliseconds.default(15_000),
  /** How often the connection over which replicas hear of each other is asked whether it still is one. */
  STREAM_PROBE_MS: milliseconds.default(15_000),
  /** A client that takes nothing for so long, while there is something to take, is dropped. */
  STREAM_DRAIN_TIMEOUT_MS: milliseconds.default(10_000),
  /** Live streams that one account may have open at one replica. */
  STREAMS_PER_ACCOUNT: count.default(5),

  /** Waits before an event that could not be handled is tried again; after as many failures and one more it is dead. */
  EVENT_BACKOFF_MS: z
    .string()
    .regex(/^\d+(,\d+)*$/)
    .default('1000,5000,30000,120000')
    .transform((text) => text.split(',').map(Number))
    .describe('milliseconds with commas between them, such as 1000,5000,30000'),
});
export type Config = z.infer<typeof configSchema>;

/** The token under which Nest provides the {@link Config}. */
export const CONFIG = Symbol('Config');
