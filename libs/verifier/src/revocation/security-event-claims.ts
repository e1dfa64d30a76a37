import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { SECURITY_EVENT_AUDIENCE, type AccountChange, type SecurityEvent } from './security-event.js';

const RISC = 'https://schemas.openid.net/secevent/risc/event-type';
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type';
const KEY_WITHDRAWN = 'urn:hallpass:secevent:event-type:key-withdrawn';
const ALL_TOKENS_REVOKED = 'urn:hallpass:secevent:event-type:all-tokens-revoked';
const SESSION_REVOKED = `${CAEP}/session-revoked`;

/** RISC and CAEP event types. All sessions of an account and one session are the same type with another subject. */
const ACCOUNT_EVENT_TYPES: Record<AccountChange, string> = {
  'account-disabled': `${RISC}/account-disabled`,
  'account-enabled': `${RISC}/account-enabled`,
  'credential-change': `${CAEP}/credential-change`,
  'token-claims-change': `${CAEP}/token-claims-change`,
  'sessions-revoked': SESSION_REVOKED,
};

/** What CAEP requires beyond the subject (CAEP 1.0 sections 3.2 and 3.3). */
const REQUIRED_MEMBERS: Partial<Record<AccountChange, object>> = {
  'credential-change': { credential_type: 'password', change_type: 'update' },
  'token-claims-change': { claims: {} },
};

/** What goes around a security event in its token. */
export interface SecurityEventEnvelope {
  readonly issuer: string;
  /** Unique for the event, and the same each time it is sent again. */
  readonly jti: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  /** For administrators who read the event: why it happened. No personal data. */
  readonly reason?: string;
}

/** The claims of the security event token (RFC 8417) that carries the event, with its subject by RFC 9493. */
export function securityEventClaims(event: SecurityEvent, envelope: SecurityEventEnvelope): JWTPayload {
  const about = {
    event_timestamp: envelope.iat,
    ...(envelope.reason === undefined ? {} : { reason_admin: { en: envelope.reason } }),
  };
  const { subject, type, members } = describe(event, envelope.issuer);
  return {
    iss: envelope.issuer,
    aud: SECURITY_EVENT_AUDIENCE,
    iat: envelope.iat,
    jti: envelope.jti,
    sub_id: subject,
    events: { [type]: { ...members, ...about } },
  };
}

function describe(event: SecurityEvent, issuer: string): { subject: object; type: string; members: object } {
  switch (event.kind) {
    case 'account':
      return {
        subject: { format: 'iss_sub', iss: issuer, sub: event.sub },
        type: ACCOUNT_EVENT_TYPES[event.change],
        members: { ...REQUIRED_MEMBERS[event.change], min_epoch: event.minEpoch },
      };
    case 'session':
      return {
        subject: {
          format: 'complex',
          user: { format: 'iss_sub', iss: issuer, sub: event.sub },
          session: { format: 'opaque', id: event.sid },
        },
        type: SESSION_REVOKED,
        members: {},
      };
    case 'key':
      return { subject: { format: 'opaque', id: event.kid }, type: KEY_WITHDRAWN, members: {} };
    case 'issuer':
      return {
        subject: { format: 'uri', uri: issuer },
        type: ALL_TOKENS_REVOKED,
        members: { min_epoch: event.minEpoch },
      };
  }
}

const identifier = z.string().min(1).max(256);
const user = z.object({ format: z.literal('iss_sub'), iss: z.string(), sub: identifier });
const opaque = z.object({ format: z.literal('opaque'), id: identifier });
const issuerUri = z.object({ format: z.literal('uri'), uri: z.string() });
const complex = z.object({ format: z.literal('complex'), user, session: opaque });
const epochs = z.object({ min_epoch: z.int().nonnegative() });
const setSchema = z.object({
  iss: z.string(),
  sub_id: z.discriminatedUnion('format', [user, opaque, complex, issuerUri]),
  events: z.record(z.string(), z.unknown()),
});

/**
 * Reads the event out of the claims of a security event token whose signature has been verified.
 *
 * @throws TypeError when it is none of ours: several events, an unknown type, a subject of another issuer
 */
export function parseSecurityEvent(payload: JWTPayload): SecurityEvent {
  const { iss, sub_id: subject, events } = read(setSchema, payload);
  const [entry, ...others] = Object.entries(events);
  if (entry === undefined || others.length > 0) throw new TypeError('a security event token carries exactly one event');
  const [type, members] = entry;

  if (subject.format === 'opaque') {
    if (type !== KEY_WITHDRAWN) throw new TypeError(`unknown event type ${type} for a key`);
    return { kind: 'key', kid: subject.id };
  }
  if (subject.format === 'uri') {
    if (type !== ALL_TOKENS_REVOKED) throw new TypeError(`unknown event type ${type} for an issuer`);
    if (subject.uri !== iss) throw new TypeError('the subject is another issuer');
    return { kind: 'issuer', minEpoch: read(epochs, members).min_epoch };
  }
  const account = subject.format === 'complex' ? subject.user : subject;
  if (account.iss !== iss) throw new TypeError('the subject belongs to another issuer');
  if (subject.format === 'complex') {
    if (type !== SESSION_REVOKED) throw new TypeError(`unknown event type ${type} for a session`);
    return { kind: 'session', sub: account.sub, sid: subject.session.id };
  }
  const change = Object.entries(ACCOUNT_EVENT_TYPES).find(([, uri]) => uri === type)?.[0] as AccountChange | undefined;
  if (change === undefined) throw new TypeError(`unknown event type ${type} for an account`);
  return { kind: 'account', change, sub: account.sub, minEpoch: read(epochs, members).min_epoch };
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TypeError(`not a security event of this system: ${z.prettifyError(result.error)}`);
}
