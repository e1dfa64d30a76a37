import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { SECURITY_EVENT_AUDIENCE, type SecurityEvent } from './security-event.js';

/** The `typ` of a part of a snapshot. It carries many events, so it is no security event token (RFC 8417). */
export const REVOCATION_SNAPSHOT_TYP = 'revocation-snapshot+jwt';

/** What is revoked but for keys. There is no snapshot while a key is withdrawn. */
export type SnapshotEvent = Exclude<SecurityEvent, { kind: 'key' }>;

/** What an issuer had revoked when it had read its own stream up to a sequence: the events of one part of all identifiers. */
export interface SnapshotPart {
  /** When the stream was made, as the broker says: tells it from one of the same name that was made anew. */
  readonly stream: string;
  /** Every event about identifiers of this part is in it that the stream held up to that sequence. */
  readonly upTo: number;
  /** Milliseconds for which whoever gives it remembers what was revoked. */
  readonly remembersMs: number;
  /** From 0 to `parts - 1`. */
  readonly part: number;
  readonly parts: number;
  /** Why an account's tokens were invalidated is not kept: `change` is `sessions-revoked`. */
  readonly events: readonly SnapshotEvent[];
}

/** The claims of the token that carries the part. `iat` in seconds; a snapshot has no expiry, see {@link parseSnapshotPart}. */
export function snapshotClaims(snapshot: SnapshotPart, issuer: string, iat: number): JWTPayload {
  const { stream, upTo, remembersMs, part, parts, events } = snapshot;
  const accounts: [sub: string, minEpoch: number][] = [];
  const sessions: [sid: string, sub: string][] = [];
  let minEpoch: number | undefined;
  for (const event of events) {
    if (event.kind === 'issuer') minEpoch = event.minEpoch;
    else if (event.kind === 'account') accounts.push([event.sub, event.minEpoch]);
    else sessions.push([event.sid, event.sub]);
  }
  return {
    iss: issuer,
    aud: SECURITY_EVENT_AUDIENCE,
    iat,
    snapshot: {
      stream,
      up_to: upTo,
      remembers_ms: remembersMs,
      part,
      parts,
      accounts,
      sessions,
      ...(minEpoch !== undefined && { min_epoch: minEpoch }),
    },
  };
}

const identifier = z.string().min(1).max(256);
const count = z.int().nonnegative();
const snapshotSchema = z.object({
  snapshot: z.object({
    stream: z.string().min(1),
    up_to: count,
    remembers_ms: z.number().nonnegative(),
    part: count,
    parts: count,
    accounts: z.array(z.tuple([identifier, count])),
    sessions: z.array(z.tuple([identifier, identifier])),
    min_epoch: count.optional(),
  }),
});

/**
 * Reads the part out of claims whose signature has been verified. An old one is as good as a new one: it says itself from which
 * sequence on the stream has to be read.
 * @throws TypeError when the claims are none
 */
export function parseSnapshotPart(claims: unknown): SnapshotPart {
  const read = snapshotSchema.safeParse(claims);
  if (!read.success) throw new TypeError(`not a snapshot of revocations: ${z.prettifyError(read.error)}`);
  const {
    up_to: upTo,
    remembers_ms: remembersMs,
    min_epoch: issuerEpoch,
    accounts,
    sessions,
    ...about
  } = read.data.snapshot;
  const events: SnapshotEvent[] = [];
  if (issuerEpoch !== undefined) events.push({ kind: 'issuer', minEpoch: issuerEpoch });
  for (const [sub, minEpoch] of accounts) events.push({ kind: 'account', change: 'sessions-revoked', sub, minEpoch });
  for (const [sid, sub] of sessions) events.push({ kind: 'session', sub, sid });
  return { ...about, upTo, remembersMs, events };
}

/** Deals the events to so many parts by what they are about, as every replica of an issuer does. */
export function dealToParts(events: Iterable<SnapshotEvent>, parts: number): readonly (readonly SnapshotEvent[])[] {
  const dealt = Array.from({ length: parts }, (): SnapshotEvent[] => []);
  for (const event of events) dealt[partOf(identifierOf(event), parts)]?.push(event);
  return dealt;
}

function identifierOf(event: SnapshotEvent): string {
  switch (event.kind) {
    case 'account':
      return event.sub;
    case 'session':
      return event.sid;
    case 'issuer':
      return '';
  }
}

/** FNV-1a: it only has to spread identifiers evenly, and the same everywhere. */
function partOf(id: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % parts;
}
