import { retentionDays } from '@hallpass/platform';
import { resourceServerConfig } from '@hallpass/resource-server';
import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(1).max(3_600_000).describe('milliseconds from 1 to 3600000');
const count = z.coerce.number().int().min(1).max(10_000).describe('a number from 1 to 10000');

/** What the environment of this service may say; the keys are the names of the variables. */
export const configSchema = resourceServerConfig('notifications').extend({
  /** The mail server. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe('an SMTP URL, such as smtp://user:password@mail.example.com:587 or smtps://…'),
  /** The sender of e-mail. */
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>@\r\n]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/)
    .describe('an address, such as Hallpass <no-reply@example.com>'),
  /** The URL of a browser application that takes tokens from the fragment; links in e-mail begin with it. */
  EMAIL_LINK_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('an http(s) URL, such as https://app.example.com'),
  /** The interval at which due e-mail is looked for. */
  EMAIL_POLL_MS: milliseconds.default(500),
  /** The wait before the second attempt to send an e-mail; it doubles with each attempt, up to 30 minutes. The mail server itself is tried again up to twelve times as rarely. */
  EMAIL_RETRY_MS: milliseconds.default(5000),
  /** The connections to the mail server that a replica has open at most. */
  EMAIL_CONNECTIONS: z.coerce.number().int().min(1).max(100).default(5).describe('a number from 1 to 100'),
  /** How long an e-mail stays with a replica that is killed while it sends it. A replica that lives prolongs that. */
  EMAIL_CLAIM_MS: milliseconds.default(20_000),

  /** How long a notification is kept, read or not. */
  NOTIFICATION_RETENTION_DAYS: retentionDays(90),
  /** How long the outcome of an e-mail is kept. Its content is erased when it has been sent or given up. */
  EMAIL_RETENTION_DAYS: retentionDays(30),
  /** How long a recipient without a verified address is kept. Set it longer than the IdentityAPI keeps such an account. */
  UNVERIFIED_RECIPIENT_RETENTION_DAYS: retentionDays(60),

  /** The interval of the comments that keep a live stream open. */
  STREAM_HEARTBEAT_MS: milliseconds.default(15_000),
  /** The interval at which the connection that carries notifications between replicas is checked. */
  STREAM_PROBE_MS: milliseconds.default(15_000),
  /**
   * A client of a live stream that reads nothing for this long, while there is something to read, is disconnected. On Linux also one
   * whose machine has acknowledged nothing of what it was sent.
   */
  STREAM_DRAIN_TIMEOUT_MS: milliseconds.default(10_000),
  /** The live streams that one account may have open at one replica. One more ends the oldest. */
  STREAMS_PER_ACCOUNT: count.default(5),

  /** The waits between attempts to handle an event. When the attempt after the last wait fails, it becomes a dead letter. */
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
