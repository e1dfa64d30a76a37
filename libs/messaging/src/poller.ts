/** Repeats a piece of work until it is stopped; never two at once. */
export class Poller {
  #timer: NodeJS.Timeout | undefined;
  #current: Promise<void> = Promise.resolve();
  #running = false;
  #again = false;
  #busy = false;

  /** @param intervalMs milliseconds between the end of one round and the start of the next */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly intervalMs: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.wake();
  }

  /** Begins the next round now, or right after the one under way. */
  wake(): void {
    if (!this.#running) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#busy = true;
    this.#current = this.#round();
  }

  /** Resolves when the round under way has ended. */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#current;
  }

  async #round(): Promise<void> {
    do {
      this.#again = false;
      try {
        await this.work();
      } catch (error) {
        this.failed(error);
      }
    } while (this.#again && this.#running);
    this.#busy = false;
    if (this.#running) this.#timer = setTimeout(() => this.wake(), this.intervalMs);
  }
}
