import type { Clock } from '@hallpass/ports';

/** As many e-mails put off in a row, none taken or refused between them, are an outage too. */
const DEFERRED_IN_A_ROW = 10;
/** The longest wait, as a multiple of the first. */
const LONGEST = 12;

/**
 * Spares a mail server that can't be used. After a failure nobody tries it for a while, and then one e-mail does: when that
 * fails too, the wait doubles, up to twelve times the first. The first answer about an e-mail ends that.
 */
export class Breaker {
  /** Outages in a row: the wait depends on it. */
  private failures = 0;
  private deferredInARow = 0;
  private nextTryAt = -Infinity;
  private trying = false;

  /**
   * @param firstMs milliseconds to the first try
   * @param random 0 to 1, takes away up to half of a wait, so that replicas spread
   */
  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly firstMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  get isOpen(): boolean {
    return this.failures > 0;
  }

  /** How many of `wanted` attempts may begin now. */
  allows(wanted: number): number {
    if (!this.isOpen) return wanted;
    return this.trying || this.clock.monotonic() < this.nextTryAt ? 0 : Math.min(wanted, 1);
  }

  /** To be called when attempts begin. */
  began(attempts: number): void {
    if (this.isOpen && attempts > 0) this.trying = true;
  }

  /** The server took an e-mail, or refused one for good. */
  answered(): void {
    this.deferredInARow = 0;
    this.close();
  }

  /** The server put one e-mail off. */
  deferred(): void {
    this.deferredInARow += 1;
    if (this.deferredInARow >= DEFERRED_IN_A_ROW) this.open();
    else this.close();
  }

  /** The server could not be used: it says nothing about the e-mail. */
  unavailable(): void {
    this.open();
  }

  /** The attempt ended before it came to the server. */
  notTried(): void {
    this.trying = false;
  }

  private open(): void {
    // Those that were on their way when the outage began tell nothing new.
    if (this.isOpen && !this.trying) return;
    this.trying = false;
    const waitMs = this.firstMs * Math.min(2 ** this.failures, LONGEST);
    this.failures += 1;
    this.nextTryAt = this.clock.monotonic() + waitMs * (1 - this.random() / 2);
  }

  private close(): void {
    this.failures = 0;
    this.trying = false;
  }
}
