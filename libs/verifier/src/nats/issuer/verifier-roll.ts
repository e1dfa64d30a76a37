import { createInbox, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { systemClock, type Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import type { SecurityEvent } from '../../revocation/security-event.js';
import { isUsable } from '../wire/connection.js';
import { Roll, type RollEntry } from './roll.js';
import {
  readVerifier,
  VERIFIER_SUBJECTS,
  type ConfirmRequest,
  type AnnouncedVerifier,
} from '../wire/verifier-protocol.js';

export interface VerifierRollOptions {
  /** Prefix of the inboxes for answers, where the broker's permissions allow no other. Default `_INBOX`. */
  readonly inboxPrefix?: string;
  /**
   * Milliseconds for which any verifier goes on using the state from when it was cut off: `staleAfterMs`, and with `allow`
   * its `forAtMostMs` too. Those that are heard say so themselves; this is for those cut off while nobody listened. Default 3000.
   */
  readonly longestRelianceMs?: number;
  readonly clock?: Clock;
  /** Default: the console. */
  readonly log?: Log;
}

/** How far certain events got. */
export interface Confirmation {
  /** Verifiers that are known. */
  readonly known: number;
  /** Those among them that have said that the events are in force there. */
  readonly applied: number;
  /** The others. */
  readonly missing: readonly RollEntry[];
  /**
   * False while there may be verifiers that are not known: after the start or an absence of the broker, until a verifier that
   * is silent would have become stale; and whenever nobody is heard at all.
   */
  readonly complete: boolean;
}

export interface ConfirmOptions {
  readonly withinMs: number;
  readonly untilComplete?: boolean;
  readonly after?: Promise<unknown>;
  readonly signal?: AbortSignal;
}

/** Milliseconds after which a question is repeated: a verifier that was reconnecting has not heard it. */
const ASK_AGAIN_MS = 250;

/**
 * The issuer's side of {@link natsRevocationFeed}: who verifies, and whether what was published is in force there.
 *
 * @example
 * const roll = new VerifierRoll();
 * roll.listen(connection); // again after each reconnect
 * const { known, applied, missing } = await roll.confirm([event], { withinMs: 2000 });
 */
export class VerifierRoll {
  private readonly log: Log;
  private readonly roll: Roll;
  private readonly waiting = new Set<() => void>();
  private connection: NatsConnection | undefined;
  private subscriptions: Subscription[] = [];

  constructor(private readonly options: VerifierRollOptions = {}) {
    this.log = options.log ?? console;
    this.roll = new Roll(options.clock ?? systemClock, options.longestRelianceMs ?? 3000);
  }

  /** How many verifiers are known. */
  get size(): number {
    return this.roll.present().length;
  }

  /** Takes the roll on this connection. To be called after each connect and reconnect: what was said in between is missed. */
  listen(connection: NatsConnection): void {
    this.roll.begin();
    if (!isUsable(connection)) return;
    if (this.connection !== connection) this.subscribe(connection);
    const everyoneHere = this.question([], 0, () => undefined);
    everyoneHere.ask();
    setTimeout(() => everyoneHere.end(), ASK_AGAIN_MS).unref();
  }

  stop(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
    this.connection = undefined;
  }

  /**
   * Asks every verifier whether the events are in force there. Resolves as soon as all have said so, and with how far it got
   * when the time is over or the signal is aborted. Never rejects: who can't be asked is missing.
   *
   * @param options.withinMs milliseconds, at most 60000
   * @param options.untilComplete whether to wait for a roll that is not complete yet
   * @param options.after what has to be settled before all can have said so, as the publication of the events: who comes on the
   * roll until then is asked too
   */
  async confirm(events: readonly SecurityEvent[], options: ConfirmOptions): Promise<Confirmation> {
    const { withinMs, untilComplete = true, after, signal } = options;
    const applied = new Set<string>();
    const done = Promise.withResolvers<undefined>();
    let isSettled = after === undefined;
    const look = () => {
      if (!isSettled) return;
      const { missing, complete } = this.confirmation(applied);
      if (missing.length === 0 && (untilComplete ? complete : this.roll.isTaken)) done.resolve(undefined);
    };
    const question = this.question(events, withinMs, ({ id }) => {
      applied.add(id);
      look();
    });
    const repeating = setInterval(() => {
      question.ask();
      look();
    }, ASK_AGAIN_MS);
    const settled = () => {
      isSettled = true;
      look();
    };
    after?.then(settled, settled);
    const over = setTimeout(() => done.resolve(undefined), withinMs);
    signal?.addEventListener('abort', () => done.resolve(undefined), { once: true });
    this.waiting.add(look);
    try {
      question.ask();
      if (signal?.aborted !== true) await done.promise;
      return this.confirmation(applied);
    } finally {
      this.waiting.delete(look);
      clearTimeout(over);
      clearInterval(repeating);
      question.end();
    }
  }

  private confirmation(applied: ReadonlySet<string>): Confirmation {
    const known = this.roll.present();
    const missing = known.filter(({ id }) => !applied.has(id));
    return { known: known.length, applied: known.length - missing.length, missing, complete: this.roll.isComplete };
  }

  private subscribe(connection: NatsConnection): void {
    this.stop();
    this.connection = connection;
    this.subscriptions = [
      this.hear(connection, VERIFIER_SUBJECTS.present, () => undefined),
      this.hear(connection, VERIFIER_SUBJECTS.left, (verifier) => {
        this.roll.left(verifier);
        for (const look of this.waiting) look();
      }),
    ];
  }

  private question(
    events: ConfirmRequest['events'],
    withinMs: number,
    onAnswer: (verifier: AnnouncedVerifier) => void,
  ) {
    const { connection } = this;
    if (!isUsable(connection)) return { ask: () => undefined, end: () => undefined };
    const reply = createInbox(this.options.inboxPrefix);
    const answers = this.hear(connection, reply, onAnswer);
    const body = JSON.stringify({ events, withinMs } satisfies ConfirmRequest);
    return {
      ask: () => {
        if (isUsable(connection)) connection.publish(VERIFIER_SUBJECTS.confirm, body, { reply });
      },
      end: () => answers.unsubscribe(),
    };
  }

  /** Whatever a verifier says shows that it is there, before it is asked what else it means. */
  private hear(connection: NatsConnection, subject: string, take: (verifier: AnnouncedVerifier) => void): Subscription {
    return connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) return this.log.warn(`Verifiers are not heard on ${subject}: ${error.message}`);
        const verifier = readVerifier(message.string());
        if (verifier === undefined) return;
        this.roll.seen(verifier);
        take(verifier);
      },
    });
  }
}
