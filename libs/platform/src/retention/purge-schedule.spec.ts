import type { Purge } from './purge.js';
import { PurgeSchedule } from './purge-schedule.js';

const MINUTE_MS = 60_000;

describe('the schedule of the purge', () => {
  let rounds: number;
  let rows: number;
  let schedule: PurgeSchedule;
  beforeEach(() => {
    jest.useFakeTimers();
    [rounds, rows] = [0, 0];
    const purge = {
      execute: async () => {
        rounds += 1;
        return { none: 0, some: rows };
      },
      stop: () => undefined,
    };
    schedule = new PurgeSchedule(purge as Partial<Purge> as Purge);
    schedule.onApplicationBootstrap();
  });
  afterEach(() => jest.useRealTimers());

  it('has a round a minute after the start, and a minute after each that purged something', async () => {
    rows = 1;
    await jest.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(rounds).toBe(3);
  });

  it('has one ten minutes after one that found nothing', async () => {
    await jest.advanceTimersByTimeAsync(11 * MINUTE_MS - 1);
    expect(rounds).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(rounds).toBe(2);
  });

  it('has none after its end', async () => {
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    await schedule.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(30 * MINUTE_MS);
    expect(rounds).toBe(1);
  });
});
