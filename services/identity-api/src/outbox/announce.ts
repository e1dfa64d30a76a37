import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { RevocationState } from '@hallpass/verifier';
import {
  parseSecurityEvent,
  securityEventClaims,
  securityEventSubject,
  type SecurityEvent,
} from '@hallpass/verifier/issuer';
import { Outbox, OutboxRelay, type OutboxMessage, type Propagation } from '@hallpass/messaging';
import { CLOCK, type Clock, type SqlExecutor } from '@hallpass/ports';
import { type Config, CONFIG } from '../config.js';
import { reportOf, type Announced, type Wait } from './propagation.js';
import { isSecurityEvent } from './security-stream.js';
import { Verifiers } from './verifiers.js';

/** The same change, done again, is told again after this time. */
const TOLD_AGAIN_AFTER_MS = 10_000;

const NEWEST = `
  SELECT id, subject, data FROM outbox
  WHERE subject = $1 AND occurred_at > now() - $2::integer * interval '1 millisecond'
  ORDER BY occurred_at DESC LIMIT 1`;

const UNPUBLISHED = `SELECT id, subject, data FROM outbox WHERE subject = ANY ($1::text[]) AND published_at IS NULL`;

/** Tells the world what has changed: in the transaction of the change, and at once after its commit. */
@Injectable()
export class Announcer {
  private readonly outbox = new Outbox();

  constructor(
    private readonly relay: OutboxRelay,
    private readonly verifiers: Verifiers,
    private readonly revocations: RevocationState,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Adds messages to the outbox within the caller's transaction. */
  async add(tx: SqlExecutor, ...messages: OutboxMessage[]): Promise<void> {
    await this.outbox.add(tx, messages);
  }

  /**
   * Adds a security event to the outbox within the caller's transaction: its claims, signed when they are published.
   *
   * @param reason for administrators who read the event; no personal data
   * @returns what {@link announce} or {@link afterCommit} is to be given
   */
  async securityEvent(tx: SqlExecutor, event: SecurityEvent, reason?: string): Promise<OutboxMessage> {
    const id = randomUUID();
    const claims = securityEventClaims(event, {
      issuer: this.config.ISSUER,
      jti: id,
      iat: Math.floor(this.clock.now() / 1000),
      ...(reason === undefined ? {} : { reason }),
    });
    const message = { id, subject: securityEventSubject(event), data: claims };
    await this.outbox.add(tx, [message]);
    return message;
  }

  /**
   * {@link securityEvent} for what may have changed nothing: an event that was told a moment ago is not told again, but
   * returned, so that the answer says how far it got. However often a change is repeated, the stream grows by one event in
   * {@link TOLD_AGAIN_AFTER_MS}.
   */
  async securityEventAgain(tx: SqlExecutor, event: SecurityEvent, reason?: string): Promise<OutboxMessage> {
    const subject = securityEventSubject(event);
    // The last lock of a transaction, after those on accounts and sessions: two repeats at once tell once.
    await tx.$queryRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text`, subject);
    const [told] = await tx.$queryRawUnsafe<Pick<OutboxMessage, 'id' | 'subject' | 'data'>[]>(
      NEWEST,
      subject,
      TOLD_AGAIN_AFTER_MS,
    );
    if (told !== undefined && isDeepStrictEqual(parseSecurityEvent({ ...told.data }), event)) return told;
    return this.securityEvent(tx, event, reason);
  }

  /**
   * The events by which a session has ended that the broker does not have yet: what {@link afterCommit} is to be given where it had
   * ended before, so that the answer says how far they got.
   */
  async unpublishedEndings(tx: SqlExecutor, { sub, sid }: { sub: string; sid: string }): Promise<OutboxMessage[]> {
    const endings = [
      { kind: 'session', sub, sid },
      { kind: 'account', change: 'sessions-revoked', sub, minEpoch: 0 },
    ] as const;
    return tx.$queryRawUnsafe<OutboxMessage[]>(UNPUBLISHED, endings.map(securityEventSubject));
  }

  /** {@link announce} with the usual wait, for an answer that has no room for more. */
  async afterCommit(messages: readonly OutboxMessage[]): Promise<Propagation> {
    const { propagation } = await this.announce(messages);
    return propagation === 'applied' ? 'published' : propagation;
  }

  /**
   * To be called after the commit. Security events take effect in this process before it returns, broker or no broker; the
   * others are asked to confirm them, and waited for. Never throws: what could not be published is repeated by the relay.
   *
   * @param wait by default briefly, so that the next request is refused unless a verifier is late; a `pending` is told at once
   */
  async announce(messages: readonly OutboxMessage[], wait = this.usualWait): Promise<Announced> {
    const events = this.applyHere(messages);
    if (wait.withinMs === 0 || events.length === 0) return { propagation: await this.relay.publishNow(messages) };
    const givingUp = new AbortController();
    const publishing = this.relay.publishNow(messages);
    const confirming = this.verifiers.confirm(events, {
      withinMs: wait.withinMs,
      untilComplete: wait.report,
      after: publishing,
      signal: givingUp.signal,
    });
    const propagation = await publishing;
    if (propagation === 'pending' && !wait.report) givingUp.abort();
    const confirmation = await confirming;
    if (!wait.report) return { propagation };
    const { missing, complete } = confirmation;
    // A verifier that starts now learns of it from the broker, or not at all.
    const everywhere = propagation === 'published' && complete && missing.length === 0;
    return { propagation: everywhere ? 'applied' : propagation, verifiers: reportOf(confirmation) };
  }

  private get usualWait(): Wait {
    return { withinMs: this.config.REVOCATION_CONFIRM_MS, report: false };
  }

  private applyHere(messages: readonly OutboxMessage[]): readonly SecurityEvent[] {
    const events = messages
      .filter(({ subject }) => isSecurityEvent(subject))
      .map(({ data }) => parseSecurityEvent({ ...data }));
    for (const event of events) this.revocations.apply(event);
    return events;
  }
}
