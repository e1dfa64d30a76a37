import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  parseSecurityEvent,
  RevocationState,
  securityEventClaims,
  securityEventSubject,
  type SecurityEvent,
} from '@hallpass/auth';
import { Outbox, OutboxRelay, type OutboxMessage, type Propagation } from '@hallpass/messaging';
import { CLOCK, type Clock, type SqlExecutor } from '@hallpass/platform';
import { type Config, CONFIG } from '../config.js';
import { isSecurityEvent } from './security-stream.js';

/** Tells the world what has changed: in the transaction of the change, and at once after its commit. */
@Injectable()
export class Announcer {
  private readonly outbox = new Outbox();

  constructor(
    private readonly relay: OutboxRelay,
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
   * @returns what {@link afterCommit} is to be given
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
   * To be called after the commit. Security events take effect in this process before it returns, broker or no broker; whether
   * the broker has the messages is the answer. Never throws: what could not be published is repeated by the relay.
   */
  async afterCommit(messages: readonly OutboxMessage[]): Promise<Propagation> {
    for (const { subject, data } of messages) {
      if (isSecurityEvent(subject)) this.revocations.apply(parseSecurityEvent({ ...data }));
    }
    return this.relay.publishNow(messages);
  }
}
