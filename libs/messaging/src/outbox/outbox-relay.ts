import type { StreamDefinition } from '@hallpass/contracts';
import { systemClock, type Clock, type Metrics, type SqlExecutor } from '@hallpass/platform';
import type { Log } from '../log.js';
import type { NatsClient } from '../nats/nats-client.js';
import { Poller } from '../poller.js';
import type { OutboxEncoder } from './encoder.js';
import type { OutboxMessage } from './outbox-message.js';
import { OutboxTable, type Backlog, type ClaimedRow } from './outbox-table.js';

/** A stream the relay publishes to. */
export interface RelayStream extends StreamDefinition {
  /**
   * Publish again what a broker without its state has forgotten, as far as `retentionMs` goes back. For messages whose
   * consumers know them by their id for at least that long, as an inbox does; a confidential part needs an encoder that
   * gives `sealedData`.
   */
  readonly restore?: boolean;
  /**
   * With `restore`: the description of the stream from its creation until everything has been published again, for readers
   * to whom an event that is not there yet must not look like one that never was.
   */
  readonly incompleteMark?: string;
}

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
  /** Where `outbox_pending` and `outbox_oldest_seconds` are shown. One relay for each `Metrics`. */
  readonly metrics?: Pick<Metrics, 'gauge'>;
}

export type Propagation = 'published' | 'pending';

const BATCH = 100;
const ACK_TIMEOUT_MS = 2_000;
/** How often old rows are pruned, and the streams looked at: one may be gone while the connection goes on. */
const TIDY_EVERY_MS = 60_000;
const CLOCKS_DIFFER_MS = 60_000;
/** From when on a stream is too old for its forerunner to have had anything within the difference of the clocks. */
const SETTLED_MS = 24 * 60 * 60 * 1000;

/**
 * Publishes the outbox: directly after the commit ({@link publishNow}), and by polling for whatever that missed.
 * Every row is published at least once, whatever crashes; its id as `Nats-Msg-Id` makes that once in the stream.
 * Any number of replicas may run on one outbox.
 */
export class OutboxRelay {
  readonly #table: OutboxTable;
  readonly #poller: Poller;
  readonly #clock: Clock;
  readonly #inFlight = new Set<Promise<unknown>>();
  #tidiedAt = -Infinity;
  #streamsKnown = false;
  #brokerIsNew = true;
  #unsubscribe: (() => void) | undefined;
  /** Streams that carry their mark, when they were created, and up to when of the outbox they owe something. */
  readonly #incomplete = new Map<RelayStream, { created: string; since: Date }>();
  /** Into which stream of that name what another one has lost has been put again: when that was created. */
  readonly #restored = new Map<RelayStream, string>();

  constructor(private readonly options: OutboxRelayOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#table = new OutboxTable(options.sql, {
      leaseMs: 10_000,
      backoffMs: options.backoffMs ?? 500,
      maxBackoffMs: 30_000,
    });
    this.#poller = new Poller(
      () => this.#round(),
      options.pollMs ?? 500,
      (error) => options.logger?.error({ msg: 'the outbox could not be relayed; retrying', err: error }),
    );
    this.#show(options.metrics);
  }

  /** Begins to poll. Does not wait for the broker. */
  start(): void {
    if (this.#poller.running) return;
    this.#unsubscribe = this.options.nats.onConnected(() => {
      this.#streamsKnown = false;
      this.#brokerIsNew = true;
      this.#poller.wake();
    });
    this.#poller.start();
  }

  /** Ends the polling when what is being published has been. {@link publishNow} goes on to work. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    await this.#poller.stop();
    await Promise.allSettled(this.#inFlight);
  }

  /**
   * Publishes what the transaction that has just committed added. Never throws: whatever goes wrong, the rows are in
   * the outbox and the answer is `pending`.
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

  /** How many rows wait, and for how many seconds the oldest has: `outbox_pending`, `outbox_oldest_seconds`. */
  async backlog(): Promise<Backlog> {
    return this.#table.backlog();
  }

  async #publishIds(ids: readonly string[], timeoutMs: number): Promise<Propagation> {
    const rows = await this.#table.claim(ids);
    const published = (await this.#publish(rows, timeoutMs)) && rows.length === ids.length;
    return published || (await this.#table.arePublished(ids)) ? 'published' : 'pending';
  }

  async #round(): Promise<void> {
    if (!this.options.nats.isConnected) return;
    if (!this.#streamsKnown) await this.#meetBroker();
    for (const stream of this.options.streams) await this.#drain(stream);
    if (this.#clock.monotonic() - this.#tidiedAt < TIDY_EVERY_MS) return;
    this.#tidiedAt = this.#clock.monotonic();
    this.#streamsKnown = false;
    await this.#table.prune(this.options.retentionMs ?? 7 * 24 * 60 * 60 * 1000);
  }

  /** Each stream by itself: what can't be published to one holds up no other. */
  async #drain(stream: RelayStream): Promise<void> {
    for (;;) {
      const rows = await this.#table.claimDue(stream.subjects, BATCH);
      const published = await this.#publish(rows, ACK_TIMEOUT_MS);
      if (!published || rows.length < BATCH || !this.#poller.running) break;
    }
    const owed = this.#incomplete.get(stream);
    if (owed !== undefined) await this.#completeWhenPublished(stream, owed.created, owed.since);
  }

  /** The streams exist; after a connect, what they have lost is pending again, and nothing waits for its backoff. */
  async #meetBroker(): Promise<void> {
    const isNew = this.#brokerIsNew;
    // Before anything is awaited: another connect may come meanwhile, and counts for itself.
    this.#streamsKnown = true;
    this.#brokerIsNew = false;
    const again = (msg: string) => (error: unknown) => {
      this.#streamsKnown = false;
      this.#brokerIsNew ||= isNew;
      this.options.logger?.warn({ msg, err: error });
    };
    for (const stream of this.options.streams)
      await this.#meetStream(stream, isNew).catch(again(`stream ${stream.name} could not be ensured; retrying`));
    if (isNew) await this.#table.hurry().catch(again('what is pending could not be made due; retrying'));
  }

  async #meetStream(stream: RelayStream, brokerIsNew: boolean): Promise<void> {
    const { incompleteMark: mark } = stream;
    const { created, config } = await this.options.nats.ensureStream({ ...stream, ...(mark && { description: mark }) });
    const marked = mark !== undefined && config.description === mark;
    const isKnown = this.#restored.get(stream) === created;
    if (!marked) this.#incomplete.delete(stream);
    if (!stream.restore || (isKnown && !brokerIsNew)) return;
    const since = await this.#restore(stream, created, isKnown);
    if (marked) this.#incomplete.set(stream, { created, since });
  }

  /** A stream that this relay has not met yet may be one whose forerunner acknowledged what is not in it. */
  async #restore(stream: RelayStream, created: string, isKnown: boolean): Promise<Date> {
    const age = this.#clock.now() - Date.parse(created);
    const since = await this.#table.restore(stream.subjects, {
      streamCreated: new Date(created),
      maxAgeMs: stream.maxAgeMs,
      // Once: what was restored within the margin would be published again with every connect.
      marginMs: !isKnown && age < SETTLED_MS ? CLOCKS_DIFFER_MS : 0,
      clocksDifferMs: CLOCKS_DIFFER_MS,
      endClaims: !isKnown,
    });
    this.#restored.set(stream, created);
    return since;
  }

  /** Readers may rely on the stream from now on, if it is still the one into which everything was published. */
  async #completeWhenPublished(stream: RelayStream, created: string, since: Date): Promise<void> {
    if (await this.#table.owes(stream.subjects, since, stream.maxAgeMs)) return;
    const { streams } = await this.options.nats.manager();
    const isThere = async () => (await streams.info(stream.name)).created === created;
    if (await isThere()) {
      const updated = await streams.update(stream.name, { description: '' });
      if (updated.created === created) {
        this.#incomplete.delete(stream);
        return;
      }
      // Another one has come between the question and the change.
      await streams.update(stream.name, { description: stream.incompleteMark ?? '' });
    }
    this.#streamsKnown = false;
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
    this.#streamsKnown = false; // a stream may be gone: ensure it before the next attempt
    await this.#table.markFailed(failures);
    this.options.logger?.warn({ msg: 'outbox messages could not be published; retrying', failures });
    return false;
  }

  #show(metrics: OutboxRelayOptions['metrics']): void {
    metrics?.gauge('outbox_pending', 'Messages in the outbox that were not published yet', async () => {
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
