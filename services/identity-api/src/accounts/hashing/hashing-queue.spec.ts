import { HashingQueue } from './hashing-queue.js';

/** Jobs that end when they are told to. */
function job() {
  const gate = Promise.withResolvers<string>();
  return {
    run: () => gate.promise,
    end: (value: string) => gate.resolve(value),
    fail: (error: Error) => gate.reject(error),
  };
}

describe('the hashing queue', () => {
  it('runs as many jobs at once as it may, and the next when one ends', async () => {
    const queue = new HashingQueue({ concurrency: 1, length: 1 });
    const [first, second] = [job(), job()];
    const started = jest.fn();
    const one = queue.run(first.run);
    const two = queue.run(() => {
      started();
      return second.run();
    });
    expect(started).not.toHaveBeenCalled();
    first.end('one');
    await expect(one).resolves.toBe('one');
    second.end('two');
    await expect(two).resolves.toBe('two');
    expect(started).toHaveBeenCalledTimes(1);
  });

  it('refuses at once what is beyond its length, and says when to come again', async () => {
    const queue = new HashingQueue({ concurrency: 1, length: 1 });
    const [first, second] = [job(), job()];
    const accepted = [queue.run(first.run), queue.run(second.run)];
    await expect(queue.run(() => Promise.resolve('third'))).rejects.toMatchObject({
      code: 'hashing_busy',
      status: 503,
      headers: { 'Retry-After': '2' },
    });
    first.end('one');
    second.end('two');
    await expect(Promise.all(accepted)).resolves.toEqual(['one', 'two']);
  });

  it('goes on after a job that failed', async () => {
    const queue = new HashingQueue({ concurrency: 1, length: 1 });
    const [first, second] = [job(), job()];
    const one = queue.run(first.run);
    const two = queue.run(second.run);
    first.fail(new Error('out of memory'));
    await expect(one).rejects.toThrow('out of memory');
    second.end('two');
    await expect(two).resolves.toBe('two');
    await expect(queue.run(() => Promise.resolve('free'))).resolves.toBe('free');
  });

  it('refuses options that could never run a job', () => {
    expect(() => new HashingQueue({ concurrency: 0, length: 1 })).toThrow(RangeError);
    expect(() => new HashingQueue({ concurrency: 1, length: -1 })).toThrow(RangeError);
  });
});
