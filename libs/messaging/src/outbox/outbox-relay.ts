import { type Clock, type Gauges, type Log, type SqlExecutor, systemClock } from '@hallpass/ports';
import type { NatsClient } from '../nats/nats-client.js';
import { Poller } from '../poller.js';
import type { OutboxEncoder } from './encoder.js';
import type { OutboxMessage } from './outbox-message.js';
import { OutboxRestores } from './outbox-restores.js';
import { OutboxTable, type Backlog, type ClaimedRow } from './outbox-table.js';
import { RelayStreams, type RelayStream } from './relay-streams.js';

export interface OutboxRelayOptions {
  readonly sql: SqlExecutor;
  readonly nats: NatsClient;
  readonly encode: OutboxEncoder;
  /** Ensured before anything is published to them. */
  readonly streams: readonly RelayStream[];
  readonly clock?: Clock;
  /** Milliseconds between two looks for what is due. Default 500. */
  readonly pollMs?: number;
  /** Milliseconds a published row is kept. Default 7 days. */
  readonly retentionMs?: number;
  /** Milliseconds before the second attempt; doubles with each one, up to 30 s. Default 500. */
  readonly backoffMs?: number;
  readonly logger?: Log;
  /** Where `outbox_pending` and `outbox_oldest_seconds` are registered, by one relay only. */
  readonly metrics?: Gauges;
}

export type Propagation = 'published' | 'pending';

const BATCH = 100;
const ACK_TIMEOUT_MS = 2_000;
/** How often old rows are pruned, and the streams looked at: one may be gone while the connection goes on. */
const TIDY_EVERY_MS = 60_000;

/** What is done for one stream, by itself: no other one's backlog or restore holds it up. */
interface Line {
  readonly stream: RelayStream;
  readonly state: RelayStreams;
  readonly poller: Poller;
}

/**
 * Publishes the outbox: directly after the commit ({@link publishNow}), and by polling for whatever that missed.
 * Every row is published at least once, whatever crashes; its id as `Nats-Msg-Id` makes that once in the stream.
 * The rows of one aggregate are published one after the other, whichever replica publishes them.
 * Any number of replicas may run on one outbox.
 */
export class OutboxRelay {
  readonly #table: OutboxTable;
  readonly #lines: readonly Line[];
  readonly #clock: Clock;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #tidiedAt = new Map<Line, number>();
  #unsubscribe: (() => void) | undefined;
  #backlog: Promise<Backlog> | undefined;

  constructor(private readonly options: OutboxRelayOptions) {
    this.#clock = options.clock ?? systemClock;
    const timing = { leaseMs: 10_000, backoffMs: options.backoffMs ?? 500, maxBackoffMs: 30_000 };
    const names = options.streams.map(({ name }) => name);
    this.#table = new OutboxTable(options.sql, timing, names);
    this.#lines = options.streams.map((stream) => this.#line(stream));
    this.#show(options.metrics);
  }

  /** Begins to poll. Does not wait for the broker. */
  start(): void {
    if (this.#unsubscribe) return;
    this.#unsubscribe = this.options.nats.onConnected(() => {
      for (const { state, poller } of this.#lines) {
        state.reconnected();
        poller.wake();
      }
    });
    for (const { poller } of this.#lines) poller.start();
  }

  /** Ends the polling when what is being published has been. {@link publishNow} goes on to work. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    await Promise.all(this.#lines.map(({ poller }) => poller.stop()));
    await Promise.allSettled(this.#inFlight);
  }

  /**
   * Publishes what the transaction that has just committed added. Never throws: whatever goes wrong, the rows are in
   * the outbox and the answer is `pending`, as it is where an older event of the same aggregate was not published yet.
   *
   * @param timeoutMs milliseconds to wait for the streams' acknowledgements
   */
  async publishNow(messages: readonly OutboxMessage[], timeoutMs = 1_000): Promise<Propagation> {
    if (messages.length === 0) return 'published';
    if (!this.options.nats.isConnected) return 'pending';
    const work = this.#publishIds(
      messages.map(({ id }) => id),
      timeoutMs,
    ).catch((error: unknown): Propagation => {
      this.options.logger?.error({ msg: 'the outbox could not be published after the commit', err: error });
      return 'pending';
    });
    this.#track(work);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Propagation>((resolve) => (timer = setTimeout(() => resolve('pending'), timeoutMs)));
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * How many rows wait (counted up to 10,000), and for how many seconds the oldest has: `outbox_pending`,
   * `outbox_oldest_seconds`. Asked for several times at once, it is one statement.
   */
  async backlog(): Promise<Backlog> {
    this.#backlog ??= this.#table.backlog().finally(() => (this.#backlog = undefined));
    return this.#backlog;
  }

  async #publishIds(ids: readonly string[], timeoutMs: number): Promise<Propagation> {
    const rows = await this.#table.claim(ids);
    const published = (await this.#publish(rows, timeoutMs)) && rows.length === ids.length;
    return published || (await this.#table.arePublished(ids)) ? 'published' : 'pending';
  }

  #line(stream: RelayStream): Line {
    const { options } = this;
    const line: Line = {
      stream,
      state: new RelayStreams(this.#table, new OutboxRestores(options.sql), {
        ...options,
        streams: [stream],
        clock: this.#clock,
      }),
      poller: new Poller(
        () => this.#round(line),
        options.pollMs ?? 500,
        (error) => options.logger?.error({ msg: `stream ${stream.name} could not be relayed; retrying`, err: error }),
      ),
    };
    return line;
  }

  async #round(line: Line): Promise<void> {
    if (!this.options.nats.isConnected) return;
    await line.state.ensure();
    await this.#drain(line);
    const now = this.#clock.monotonic();
    if (now - (this.#tidiedAt.get(line) ?? -Infinity) < TIDY_EVERY_MS) return;
    this.#tidiedAt.set(line, now);
    line.state.recheck();
    // Once for all streams, and with the last one: pruning must not hold up the first one's events.
    if (line !== this.#lines.at(-1)) return;
    await this.#table.prune(this.options.retentionMs ?? 7 * 24 * 60 * 60 * 1000);
  }

  async #drain({ stream, state, poller }: Line): Promise<void> {
    for (;;) {
      const rows = await this.#table.claimDue(stream.subjects, BATCH);
      const published = await this.#publish(rows, ACK_TIMEOUT_MS);
      // Until there are none: what was published may have been what the next one of its aggregate waited for.
      if (!published || rows.length === 0 || !poller.running) break;
    }
    await state.completeWhenPublished(stream);
  }

  #recheck(): void {
    for (const { state } of this.#lines) state.recheck();
  }

  /** In order, all before the first acknowledgement. True when every row was acknowledged and marked as published. */
  async #publish(rows: readonly ClaimedRow[], timeoutMs: number): Promise<boolean> {
    const encoded = await Promise.allSettled(rows.map((row) => this.options.encode(row)));
    const acknowledged = await Promise.allSettled(
      rows.map(async (row, index) => {
        const message = encoded[index];
        if (message?.status !== 'fulfilled') throw message?.reason;
        const { subject, body, headers = {} } = message.value;
        await this.options.nats.publish(subject, body, { msgId: row.id, headers, timeoutMs });
      }),
    );
    const failures = rows.flatMap(({ id, attempt, claimedAt }, index) => {
      const result = acknowledged[index];
      return result?.status === 'rejected' ? [{ id, attempt, claimedAt, error: String(result.reason) }] : [];
    });
    const failed = new Set(failures.map(({ id }) => id));
    const marked = await this.#table.markPublished(
      rows.flatMap(({ id, attempt, claimedAt }, index) => {
        const message = encoded[index];
        const sealed = (message?.status === 'fulfilled' && message.value.sealedData) || null;
        return failed.has(id) ? [] : [{ id, attempt, claimedAt, sealed }];
      }),
    );
    if (failures.length === 0) return marked === rows.length;
    this.#recheck();
    await this.#table.markFailed(failures);
    this.options.logger?.warn({ msg: 'outbox messages could not be published; retrying', failures });
    return false;
  }

  #show(metrics: OutboxRelayOptions['metrics']): void {
    const pending = 'Messages in the outbox that were not published yet, counted up to 10000';
    metrics?.gauge('outbox_pending', pending, async () => {
      return (await this.backlog()).pending;
    });
    metrics?.gauge('outbox_oldest_seconds', 'Age of the oldest of those messages', async () => {
      return (await this.backlog()).oldestSeconds;
    });
  }

  #track(work: Promise<unknown>): void {
    this.#inFlight.add(work);
    void work.finally(() => this.#inFlight.delete(work));
  }
}
