import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Log } from '../log.js';
import type { EventsInForce } from '../revocation/revocation-feed.js';
import { isUsable } from './wire/connection.js';
import {
  ANNOUNCE_EVERY_MS,
  readConfirmRequest,
  VERIFIER_SUBJECTS,
  type ConfirmRequest,
  type AnnouncedVerifier,
} from './wire/verifier-protocol.js';

interface Waiting extends ConfirmRequest {
  readonly message: Msg;
  /** Milliseconds by the monotonic clock. */
  readonly until: number;
}

/** Questions that wait for their events, at most: each is one that the issuer is waiting with. */
const MAX_WAITING = 10_000;

/** Lets the issuer know that this verifier is here, and when security events are in force here. */
export class VerifierPresence {
  private readonly id = randomUUID();
  /** By where the answer goes: a question that is repeated waits once. */
  private readonly waiting = new Map<string, Waiting>();
  private connection: NatsConnection | undefined;
  private subscription: Subscription | undefined;
  private sink: EventsInForce | undefined;
  private announcing: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;

  /** @param name of the service */
  constructor(private readonly name: string) {}

  /** Announces itself on that connection, now and from now on, and answers there. */
  join(connection: NatsConnection, sink: EventsInForce, log: Log = console): void {
    // It may have been forgotten while it was cut off: it says that it is here before it asks what it has missed.
    if (this.connection === connection) return this.announce();
    this.withdraw();
    this.connection = connection;
    this.sink = sink;
    this.stopListening = sink.onApplied(() => this.answerWhatIsInForce());
    this.subscription = connection.subscribe(VERIFIER_SUBJECTS.confirm, {
      callback: (error, message) => {
        if (error === null) this.take(message, sink);
        else log.warn(`The issuer's questions do not arrive: ${error.message}`);
      },
    });
    this.announcing = setInterval(() => this.announce(), ANNOUNCE_EVERY_MS).unref();
    this.announce();
  }

  /** Says good-bye. */
  leave(): void {
    this.publish(VERIFIER_SUBJECTS.left);
    this.withdraw();
  }

  private withdraw(): void {
    clearInterval(this.announcing);
    this.stopListening?.();
    this.subscription?.unsubscribe();
    this.waiting.clear();
    this.connection = undefined;
  }

  private announce(): void {
    const now = performance.now();
    for (const [reply, { until }] of this.waiting) if (until < now) this.waiting.delete(reply);
    this.publish(VERIFIER_SUBJECTS.present);
  }

  private take(message: Msg, sink: EventsInForce): void {
    const request = readConfirmRequest(message.string());
    if (request === undefined || message.reply === undefined) return;
    if (request.events.every((event) => sink.isInForce(event))) this.answer(message);
    else if (this.waiting.size < MAX_WAITING) {
      this.waiting.set(message.reply, { ...request, message, until: performance.now() + request.withinMs });
    }
  }

  private answerWhatIsInForce(): void {
    for (const [reply, { events, message }] of this.waiting) {
      if (!events.every((event) => this.sink?.isInForce(event))) continue;
      this.waiting.delete(reply);
      this.answer(message);
    }
  }

  private answer(message: Msg): void {
    if (isUsable(this.connection)) message.respond(JSON.stringify(this.self()));
  }

  private publish(subject: string): void {
    if (isUsable(this.connection)) this.connection.publish(subject, JSON.stringify(this.self()));
  }

  private self(): AnnouncedVerifier {
    const { id, name, sink } = this;
    return { id, name, host: hostname(), pid: process.pid, reliesForMs: Math.ceil(sink?.reliesForMs ?? 0) };
  }
}
