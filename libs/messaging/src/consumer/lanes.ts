/** Runs pieces of work at the same time, but those of one lane one after the other, in the order in which they came. */
export class Lanes {
  #limit: number;
  readonly #tails = new Map<string, Promise<void>>();
  readonly #freed: (() => void)[] = [];
  #taken = 0;

  /** @param limit pieces of work that are under way or wait for their lane */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a place, which {@link run} gives back: resolves when there is one. */
  async place(): Promise<void> {
    this.#taken += 1;
    if (this.#taken > this.#limit) await new Promise<void>((resolve) => this.#freed.push(resolve));
  }

  /** From now on there is a place for all, also for those that wait for one. */
  lift(): void {
    this.#limit = Infinity;
    for (const free of this.#freed.splice(0)) free();
  }

  /** Does the work when its lane is free, in a place that was taken. The work never rejects. */
  run(lane: string, work: () => Promise<void>): void {
    const ended = (this.#tails.get(lane) ?? Promise.resolve()).then(work).finally(() => {
      if (this.#tails.get(lane) === ended) this.#tails.delete(lane);
      this.#taken -= 1;
      this.#freed.shift()?.();
    });
    this.#tails.set(lane, ended);
  }

  /** Resolves when all work that was begun has ended. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }
}
