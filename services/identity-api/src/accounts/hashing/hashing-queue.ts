import { hashingBusy } from '../domain/accounts.problems.js';

export interface HashingQueueOptions {
  /** Jobs that run at once. Fewer than the threads of libuv's pool, which signatures and look-ups of names need too. */
  readonly concurrency: number;
  /** Jobs that may wait for their turn. */
  readonly length: number;
}

const RETRY_AFTER_SECONDS = 2;

/** A bounded queue of its own for password hashing, so that a flood of logins takes no time from anything else. */
export class HashingQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly options: HashingQueueOptions;

  constructor(options: HashingQueueOptions) {
    if (options.concurrency < 1 || options.length < 0) {
      throw new RangeError('A hashing queue runs at least one job at once, and its length is not negative.');
    }
    this.options = { ...options };
  }

  /**
   * Runs the job when its turn comes.
   *
   * @throws ProblemError `hashing_busy` (503, `Retry-After` in seconds) at once when the queue is full; what the job throws.
   */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.running < this.options.concurrency) this.running += 1;
    else await this.turn();
    try {
      return await job();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  /** A waiting job takes over the place of the one that ends: `running` does not change. */
  private turn(): Promise<void> {
    if (this.waiting.length >= this.options.length) {
      throw hashingBusy({ headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
