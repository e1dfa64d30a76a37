import { SECURITY_STREAM_INCOMPLETE } from '../../revocation/security-event.js';

/** What the broker says of the stream. */
export interface StreamEnd {
  /** Tells the stream from one of the same name that was made anew. */
  readonly created: string;
  readonly config: {
    readonly description?: string;
    /** Nanoseconds for which it keeps an event; 0 = for ever. */
    readonly max_age?: number;
  };
  readonly state: {
    /** Sequence of the latest event it ever took. */
    readonly last_seq: number;
    /** How many events it still holds. */
    readonly messages: number;
  };
}

/** An answer of the broker that counts once everything up to `last` has been applied. */
interface Claim {
  /** Milliseconds by the monotonic clock: when the question was sent. */
  readonly askedAt: number;
  readonly last: number;
}

/**
 * Where in the stream the feed is, and as of when that is all there is.
 *
 * The second is a lease: it counts from when the broker was *asked*, not from when its answer came. Whatever held the answer up
 * (a slow network, a process that was stopped) can hold up events as well; so an answer says nothing about the time in between.
 */
export class Position {
  private created = '';
  private applied = 0;
  private open: Claim[] = [];
  private completeAt = -Infinity;
  private caughtUp = false;

  /** Milliseconds by the monotonic clock: everything that the stream held then has been applied. -Infinity = never. */
  get completeAsOf(): number {
    return this.completeAt;
  }

  /** The first sequence to ask for. A stream that was made anew, or lost its end, is read from its beginning. */
  next(end: StreamEnd): number {
    if (!this.isIn(end)) {
      this.applied = 0;
      this.open = [];
      this.caughtUp = false;
    }
    this.created = end.created;
    return this.applied + 1;
  }

  /** Whether everything has been applied, at some time, that this stream held. */
  get isCaughtUp(): boolean {
    return this.caughtUp;
  }

  /** Which stream it is in: when that was made, as the broker says. */
  get stream(): string {
    return this.created;
  }

  /** Everything up to that sequence has been applied. */
  get appliedUpTo(): number {
    return this.applied;
  }

  /** Whether that is the stream which is being read, with all that had been applied of it when it was asked for. */
  isIn({ created, state }: StreamEnd, appliedThen = this.applied): boolean {
    return created === this.created && state.last_seq >= appliedThen;
  }

  /** Takes the broker's answer to a question that was sent at `askedAt`, by the monotonic clock. */
  told(askedAt: number, { config, state }: StreamEnd): void {
    if (config.description === SECURITY_STREAM_INCOMPLETE) return;
    // Events leave the stream by age only, the oldest first: while it holds any, it holds its last one.
    const last = state.messages === 0 ? 0 : state.last_seq;
    this.open = [...this.open.filter((claim) => claim.last < last), { askedAt, last }];
    this.settle();
  }

  /** Everything up to that sequence has been applied. */
  reached(sequence: number): void {
    this.applied = Math.max(this.applied, sequence);
    this.settle();
  }

  private settle(): void {
    const settled = this.open.findLastIndex(({ last }) => last <= this.applied);
    const latest = this.open[settled];
    if (latest === undefined) return;
    this.completeAt = latest.askedAt;
    this.caughtUp = true;
    this.open = this.open.slice(settled + 1);
  }
}
