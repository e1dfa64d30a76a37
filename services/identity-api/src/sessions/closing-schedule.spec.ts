import { ClosingSchedule } from './closing-schedule.js';
import type { CloseEndedSessions } from './use-cases/close-ended-sessions.js';

const HALF_A_MINUTE = 30_000;

describe('the closing of ended sessions', () => {
  /** Slices that were asked for and not answered yet. */
  const asked: ((closed: number) => void)[] = [];
  const closing = { execute: () => new Promise<number>((resolve) => asked.push(resolve)) };
  let schedule: ClosingSchedule;
  beforeEach(() => {
    jest.useFakeTimers();
    asked.splice(0);
    schedule = new ClosingSchedule(closing as CloseEndedSessions);
    schedule.onApplicationBootstrap();
  });
  afterEach(() => jest.useRealTimers());

  /** Answers the slice that is asked for. */
  const answer = async (closed: number) => {
    expect(asked).toHaveLength(1);
    asked.pop()!(closed);
    await jest.advanceTimersByTimeAsync(0);
  };

  it('begins at the start, goes on while there is something, and then looks every 30 s', async () => {
    await answer(1000);
    await answer(0);
    await jest.advanceTimersByTimeAsync(HALF_A_MINUTE - 1);
    expect(asked).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    await answer(0);
    expect(asked).toEqual([]);
  });

  it('begins at once when it is told that there is something', async () => {
    await answer(0);
    schedule.wake();
    await answer(1);
    await answer(0);
    expect(asked).toEqual([]);
  });

  it('looks once more when it is told during a round, which may have looked before', async () => {
    schedule.wake();
    schedule.wake();
    await answer(0);
    await answer(0);
    expect(asked).toEqual([]);
  });

  it('ends after the slice under way, whatever it is told', async () => {
    const stopped = schedule.beforeApplicationShutdown();
    schedule.wake();
    await answer(1000);
    await stopped;
    schedule.wake();
    await jest.advanceTimersByTimeAsync(2 * HALF_A_MINUTE);
    expect(asked).toEqual([]);
  });
});
