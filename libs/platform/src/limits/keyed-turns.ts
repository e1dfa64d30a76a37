interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

export interface KeyedTurnsOptions {
  /** Jobs of one key that run at once. */
  readonly concurrency: number;
  /** Jobs of one key that may wait for their turn. */
  readonly length: number;
  /** The error for a job beyond them. */
  readonly full: () => Error;
}

/** Lets the jobs of one key run a few at a time, in their order, and refuses what is beyond. Keys don't wait for each other. */
export class KeyedTurns {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly options: KeyedTurnsOptions) {}

  /** @throws what `full` gives, at once, when too many wait; what the job throws */
  async run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const line = this.lines.get(key) ?? { running: 0, waiting: [] };
    this.lines.set(key, line);
    if (line.running < this.options.concurrency) line.running += 1;
    else await this.turn(line);
    try {
      return await job();
    } finally {
      this.leave(key, line);
    }
  }

  private turn({ waiting }: Line): Promise<void> {
    if (waiting.length >= this.options.length) throw this.options.full();
    return new Promise((resolve) => waiting.push(resolve));
  }

  /** A waiting job takes over the place of the one that ends: `running` does not change. */
  private leave(key: string, line: Line): void {
    const next = line.waiting.shift();
    if (next) return next();
    line.running -= 1;
    if (line.running === 0) this.lines.delete(key);
  }
}
