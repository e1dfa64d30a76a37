import type { StreamDefinition } from '@hallpass/contracts';
import type { Clock, Log } from '@hallpass/ports';
import type { NatsClient } from '../nats/nats-client.js';
import type { OutboxRestores } from './outbox-restores.js';
import type { OutboxTable } from './outbox-table.js';

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

export interface RelayStreamsOptions {
  readonly nats: NatsClient;
  readonly streams: readonly RelayStream[];
  readonly clock: Clock;
  readonly logger?: Log;
}

const CLOCKS_DIFFER_MS = 60_000;
/** From when on a stream is too old for its forerunner to have had anything within the difference of the clocks. */
const SETTLED_MS = 24 * 60 * 60 * 1000;

/** The streams of a relay: that they are there, and that what they have lost is published again. */
export class RelayStreams {
  #known = false;
  #reconnected = true;
  /** Streams that carry their mark, when they were created, and up to when of the outbox something is missing from them. */
  readonly #incomplete = new Map<RelayStream, { created: string; since: Date }>();

  constructor(
    private readonly table: OutboxTable,
    private readonly restores: OutboxRestores,
    private readonly options: RelayStreamsOptions,
  ) {}

  /** To be called after each connect: it may be another broker, or one that has lost its store. */
  reconnected(): void {
    this.#known = false;
    this.#reconnected = true;
  }

  /** A stream may be gone: {@link ensure} looks again. */
  recheck(): void {
    this.#known = false;
  }

  /** The streams exist; after a connect, what they have lost is pending again, and nothing waits for its backoff. */
  async ensure(): Promise<void> {
    if (this.#known) return;
    const isNew = this.#reconnected;
    // Before anything is awaited: another connect may come meanwhile, and counts for itself.
    this.#known = true;
    this.#reconnected = false;
    const again = (msg: string) => (error: unknown) => {
      this.#known = false;
      this.#reconnected ||= isNew;
      this.options.logger?.warn({ msg, err: error });
    };
    for (const stream of this.options.streams)
      await this.#meetStream(stream).catch(again(`stream ${stream.name} could not be ensured; retrying`));
    const subjects = this.options.streams.flatMap((stream) => stream.subjects);
    if (isNew) await this.table.makeDue(subjects).catch(again('what is pending could not be made due; retrying'));
  }

  async #meetStream(stream: RelayStream): Promise<void> {
    const { incompleteMark: mark } = stream;
    const { created, config } = await this.options.nats.ensureStream({ ...stream, ...(mark && { description: mark }) });
    const marked = mark !== undefined && config.description === mark;
    if (!marked) this.#incomplete.delete(stream);
    if (!stream.restore) return;
    const since = await this.#restore(stream, created);
    // Another replica restores: what is pending is published meanwhile, and with the next round this one looks again.
    if (since === undefined) this.#known = false;
    else if (marked) this.#incomplete.set(stream, { created, since });
  }

  async #restore({ name, subjects, maxAgeMs }: RelayStream, created: string): Promise<Date | undefined> {
    // eslint-disable-next-line no-restricted-syntax -- the broker says when, by the time of day
    const age = this.options.clock.now() - Date.parse(created);
    return this.restores.restore({
      name,
      subjects,
      created,
      maxAgeMs,
      marginMs: age < SETTLED_MS ? CLOCKS_DIFFER_MS : 0,
      clocksDifferMs: CLOCKS_DIFFER_MS,
    });
  }

  /** Readers may rely on the stream from now on, if it is still the one into which everything was published. */
  async completeWhenPublished(stream: RelayStream): Promise<void> {
    const incomplete = this.#incomplete.get(stream);
    if (incomplete === undefined) return;
    const { created, since } = incomplete;
    if (await this.table.hasUnpublished(stream.subjects, since, stream.maxAgeMs)) return;
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
    this.#known = false;
  }
}
