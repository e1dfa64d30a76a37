import { hashingBusy } from '../domain/accounts.problems.js';
import { FairLine } from './fair-line.js';

export interface HashingQueueOptions {
  /** Passwords that are hashed at once. Fewer than the threads of libuv's pool, which signatures and look-ups of names need too. */
  readonly concurrency: number;
  /** Those that may wait for their turn. */
  readonly length: number;
  /** Told of each that was refused. */
  readonly refused?: () => void;
}

interface Waiting {
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * A bounded queue of its own for password hashing, so that a flood of logins takes no time from anything else. It is fair: at each
 * level of a turn (kind of request, networks of the client, account) one key after another is served, and a key that has more than
 * its share gives way to one that comes when the queue is full.
 *
 * A turn is more than the hashing: one more has its turn than hash at once, so that what it asks the database holds up no hash.
 */
export class HashingQueue {
  private readonly options: HashingQueueOptions;
  private readonly line = new FairLine<Waiting>();
  private readonly hashing: (() => void)[] = [];
  private turns = 0;
  private hashes = 0;

  constructor(options: HashingQueueOptions) {
    if (options.concurrency < 1 || options.length < 0) {
      throw new RangeError('A hashing queue runs at least one job at once, and its length is not negative.');
    }
    this.options = { ...options };
  }

  /** Those that wait for their turn. */
  get waiting(): number {
    return this.line.size;
  }

  /**
   * Runs the job when its turn comes.
   *
   * @param turn whose it is, from the widest key to the narrowest
   * @throws ProblemError `hashing_busy` (503, `Retry-After` in seconds) when the queue is full; what the job throws
   */
  async inTurn<T>(turn: readonly string[], job: () => Promise<T>): Promise<T> {
    if (this.turns <= this.options.concurrency) this.turns += 1;
    else await this.wait(turn);
    try {
      return await job();
    } finally {
      // Who waits takes over the turn of the one that ends.
      const next = this.line.next();
      if (next === undefined) this.turns -= 1;
      else next.begin();
    }
  }

  /** Hashes, within a turn, as soon as there is room. */
  async hash<T>(job: () => Promise<T>): Promise<T> {
    if (this.hashes < this.options.concurrency) this.hashes += 1;
    else await new Promise<void>((resolve) => this.hashing.push(resolve));
    try {
      return await job();
    } finally {
      const next = this.hashing.shift();
      if (next === undefined) this.hashes -= 1;
      else next();
    }
  }

  private wait(turn: readonly string[]): Promise<void> {
    return new Promise((begin, refuse) => {
      this.line.add(turn, { begin, refuse });
      if (this.line.size > this.options.length) this.refuse(this.line.dropLast(turn));
    });
  }

  private refuse(waiting: Waiting | undefined): void {
    this.options.refused?.();
    waiting?.refuse(hashingBusy({ headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } }));
  }
}
