import type { KeySource } from './key-source.js';

/** Milliseconds; a key set at hand costs nothing to ask for. */
const LOOK_EVERY_MS = 5_000;

/**
 * Keeps key sets at hand where nothing asks for them for long: the first security event in an hour must not wait for a fetch.
 * A source refreshes itself in the background when it is looked at.
 */
export class KeepWarm {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sources: readonly KeySource[],
    private readonly onUnavailable: (error: unknown) => void,
  ) {}

  start(): void {
    this.look();
    this.timer = setInterval(() => this.look(() => undefined), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Only the first failure is told: from then on requests and readiness tell. */
  private look(onUnavailable = this.onUnavailable): void {
    for (const source of this.sources) source.ready?.().catch(onUnavailable);
  }
}
