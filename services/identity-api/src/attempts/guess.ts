import { tooManyAttempts } from './domain/attempts.problems.js';
import { retryAfter } from './domain/retry-after.js';
import type { GuessCount, GuessCounts } from './guess-counts.js';
import type { Counted, Limiter } from './limiter.js';

export interface GuessPlan {
  /** Whose turn it takes, from the widest to the narrowest. */
  readonly turn: readonly string[];
  readonly counts: readonly GuessCount[];
  readonly clients: readonly Counted[];
}

/** One guess at a password. */
export class Guess {
  readonly turn: readonly string[];

  constructor(
    private readonly counts: GuessCounts,
    private readonly perClient: Limiter,
    private readonly plan: GuessPlan,
  ) {
    this.turn = plan.turn;
  }

  /**
   * Makes the guess. It is counted before it is checked, so that guesses in parallel count too; a right one starts the account's
   * counts again, and one that could not be checked (`isRight` throws) doesn't count.
   *
   * @throws ProblemError `too_many_attempts` (429, `Retry-After` in seconds); what `isRight` throws
   */
  async make(isRight: () => Promise<boolean>): Promise<boolean> {
    await this.reserve();
    try {
      const right = await isRight();
      if (right) await this.clear();
      return right;
    } catch (error) {
      await this.giveBack();
      throw error;
    }
  }

  private async reserve(): Promise<void> {
    await this.perClient.consume(this.plan.clients);
    const reserved: GuessCount[] = [];
    for (const count of this.plan.counts) {
      if (!(await this.counts.reserve(count))) {
        await this.giveBack(reserved);
        throw tooManyAttempts(retryAfter(await this.counts.waitMs(count)));
      }
      reserved.push(count);
    }
  }

  private async clear(): Promise<void> {
    await this.perClient.giveBack(this.plan.clients);
    for (const count of this.plan.counts) await this.counts.clear(count);
  }

  private async giveBack(reserved = this.plan.counts): Promise<void> {
    await this.perClient.giveBack(this.plan.clients);
    for (const count of reserved) await this.counts.giveBack(count);
  }
}
