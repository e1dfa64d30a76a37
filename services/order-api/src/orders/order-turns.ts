import { KeyedTurns, TokenBuckets } from '@hallpass/platform';
import { type Clock, CLOCK } from '@hallpass/ports';
import { Inject, Injectable } from '@nestjs/common';
import { type Config, CONFIG } from '../config.js';
import { tooManyOrders } from './domain/orders.problems.js';

/** Of the ten connections of a replica one account holds two at most. */
const AT_ONCE = 2;
/** Whoever sends more than this at once does not get on by it. */
const WAITING = 64;

const refused = (waitMs: number) => tooManyOrders({ headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) } });

/** Bounds what one account changes in a minute, and at once, in this replica: before a connection is taken. */
@Injectable()
export class OrderTurns {
  private readonly rate: TokenBuckets;
  private readonly turns = new KeyedTurns({ concurrency: AT_ONCE, length: WAITING, full: () => refused(1000) });

  constructor(
    @Inject(CONFIG) { ORDER_CHANGES_PER_MINUTE: perMinute }: Pick<Config, 'ORDER_CHANGES_PER_MINUTE'>,
    @Inject(CLOCK) clock: Pick<Clock, 'monotonic'>,
  ) {
    this.rate = new TokenBuckets({ perMinute, clock });
  }

  /** @throws ProblemError `too_many_orders` (429, `Retry-After` in seconds); what the job throws */
  async run<T>(account: string, job: () => Promise<T>): Promise<T> {
    const waitMs = this.rate.take([{ key: account, allowance: 1 }]);
    if (waitMs > 0) throw refused(waitMs);
    return this.turns.run(account, job);
  }
}
