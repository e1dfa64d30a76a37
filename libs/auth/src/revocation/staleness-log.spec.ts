import { Freshness } from './freshness.js';
import { StalenessLog } from './staleness-log.js';

describe('the log of staleness', () => {
  let now = 1_000_000;
  let heardAt = now;
  let replayed = true;
  const feed = { start: async () => {}, stop: async () => {}, lastHeardAt: () => heardAt, replayed: () => replayed };
  const said: string[] = [];
  const logger = { log: (text: string) => said.push(text), warn: (text: string) => said.push(text) };
  const log = new StalenessLog(new Freshness(feed, 3000, { now: () => now }), logger);

  beforeEach(() => {
    said.length = 0;
    heardAt = now;
    replayed = true;
  });

  it('has one line when the state turns stale, and one when it is true again', () => {
    log.look();
    expect(said).toEqual([]);
    now += 3001;
    log.look();
    log.look();
    expect(said).toEqual([expect.stringContaining('is stale')]);
    heardAt = now;
    log.look();
    log.look();
    expect(said).toEqual([expect.stringContaining('is stale'), expect.stringContaining('true again')]);
  });

  it('has none before the first replay', () => {
    replayed = false;
    log.look();
    expect(said).toEqual([]);
  });
});
