/** One attempt to send one e-mail. */
export class Attempt {
  private readonly aborter = new AbortController();
  private isHandedOver = false;

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** True from the moment before the final dot: the server may have taken the e-mail. */
  get mayHaveArrived(): boolean {
    return this.isHandedOver;
  }

  handOver(): void {
    this.isHandedOver = true;
  }

  abandon(): void {
    this.aborter.abort();
  }
}

/** The attempts under way in this process. */
export class Attempts {
  private readonly underWay = new Map<Attempt, Promise<void>>();

  get size(): number {
    return this.underWay.size;
  }

  /** Begins an attempt, which never rejects. */
  begin(work: (attempt: Attempt) => Promise<void>): void {
    const attempt = new Attempt();
    const ended = work(attempt).finally(() => this.underWay.delete(attempt));
    this.underWay.set(attempt, ended);
  }

  /** Resolves when the next one ends; at once when there is none. */
  async nextEnd(): Promise<void> {
    if (this.underWay.size > 0) await Promise.race(this.underWay.values());
  }

  async allEnd(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  /** Gives up those of which the server can't have taken the e-mail. */
  abandonUnsent(): void {
    for (const attempt of this.underWay.keys()) if (!attempt.mayHaveArrived) attempt.abandon();
  }

  abandonAll(): void {
    for (const attempt of this.underWay.keys()) attempt.abandon();
  }
}
