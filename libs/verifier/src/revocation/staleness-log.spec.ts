import { TestClock } from '../testing/local-issuer.js';
import { Freshness } from './freshness.js';
import { StalenessLog } from './staleness-log.js';

describe('the log of staleness', () => {
  const clock = new TestClock();
  let heardAt: number;
  const feed = { start: async () => {}, stop: async () => {}, lastHeardAt: () => heardAt };
  const said: string[] = [];
  const logger = { log: (text: string) => said.push(text), warn: (text: string) => said.push(text) };
  const log = new StalenessLog(new Freshness(feed, 3000, clock), logger);

  beforeEach(() => {
    said.length = 0;
    heardAt = clock.monotonic();
  });

  it('has one line when the state turns stale, and one when it is true again', () => {
    log.look();
    expect(said).toEqual([]);
    clock.advance(3001);
    log.look();
    log.look();
    expect(said).toEqual([expect.stringContaining('is stale')]);
    heardAt = clock.monotonic();
    log.look();
    log.look();
    expect(said).toEqual([expect.stringContaining('is stale'), expect.stringContaining('true again')]);
  });

  it('has none before the first replay', () => {
    heardAt = -Infinity;
    log.look();
    expect(said).toEqual([]);
  });
});
