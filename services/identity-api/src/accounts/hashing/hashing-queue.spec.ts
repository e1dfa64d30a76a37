import { HashingQueue } from './hashing-queue.js';

/** Jobs that end when they are told to. */
function job() {
  const gate = Promise.withResolvers<string>();
  return { run: () => gate.promise, end: (value: string) => gate.resolve(value), fail: (e: Error) => gate.reject(e) };
}
const BUSY = { code: 'hashing_busy', status: 503, headers: { 'Retry-After': '2' } };

describe('the hashing queue', () => {
  /** A queue whose turns are all taken, until `end` is called. */
  function busy(length: number, refused?: () => void) {
    const queue = new HashingQueue({ concurrency: 1, length, ...(refused && { refused }) });
    const held = [job(), job()];
    const holding = held.map(({ run }) => queue.inTurn(['held'], run));
    const served: string[] = [];
    const come = (turn: string, name: string) =>
      queue
        .inTurn(turn.split('/'), async () => void served.push(name))
        .catch((error: unknown) => ({ ...(error as object), name }));
    const end = async () => {
      held.forEach(({ end }) => end('held'));
      await Promise.all(holding);
    };
    return { queue, come, served, end };
  }

  it('hashes as many at once as it may, and the next when one ends', async () => {
    const queue = new HashingQueue({ concurrency: 1, length: 1 });
    const [first, second] = [job(), job()];
    const started = jest.fn();
    const one = queue.inTurn(['a'], () => queue.hash(first.run));
    const two = queue.inTurn(['b'], () =>
      queue.hash(() => {
        started();
        return second.run();
      }),
    );
    expect(started).not.toHaveBeenCalled();
    first.end('one');
    await expect(one).resolves.toBe('one');
    second.end('two');
    await expect(two).resolves.toBe('two');
    expect(started).toHaveBeenCalledTimes(1);
  });

  it('serves one network after another, however many requests one of them has', async () => {
    const { queue, come, served, end } = busy(100);
    const answers = Array.from({ length: 50 }, (_, n) => come(`stranger/flood/${n}`, `flood ${n}`));
    answers.push(come('stranger/home/1', 'home'));
    expect(queue.waiting).toBe(51);
    await end();
    await Promise.all(answers);
    expect(served.indexOf('home')).toBe(1);
  });

  it('serves logins from known networks, logins of strangers, registrations and resets in turns', async () => {
    const { come, served, end } = busy(100);
    const flood = ['register', 'reset', 'stranger'].flatMap((kind) =>
      Array.from({ length: 20 }, (_, n) => come(`${kind}/network ${n}`, kind)),
    );
    const owner = come('known/home', 'owner');
    await end();
    await Promise.all([...flood, owner]);
    expect(served.indexOf('owner')).toBeLessThan(4);
  });

  it('refuses what is beyond its length, says when to come again, and tells of it', async () => {
    const refused = jest.fn();
    const { come, served, end } = busy(1, refused);
    const first = come('a', 'first');
    expect(await come('a', 'second')).toMatchObject({ ...BUSY, name: 'second' });
    expect(refused).toHaveBeenCalledTimes(1);
    await end();
    await first;
    expect(served).toEqual(['first']);
  });

  it('gives the place of one that has more than its share to one that has none', async () => {
    const { come, served, end } = busy(3);
    const flood = [come('register/flood', 'r1'), come('register/flood', 'r2'), come('register/flood', 'r3')];
    const login = come('stranger/home', 'login');
    expect(await flood[2]).toMatchObject({ ...BUSY, name: 'r3' });
    await end();
    await Promise.all([...flood, login]);
    expect(served).toEqual(['r1', 'login', 'r2']);
  });

  it('goes on after a job that failed', async () => {
    const queue = new HashingQueue({ concurrency: 1, length: 1 });
    const jobs = [job(), job(), job()];
    const [one, two, three] = jobs.map(({ run }) => queue.inTurn(['a'], () => queue.hash(run)));
    jobs[0]!.fail(new Error('out of memory'));
    await expect(one).rejects.toThrow('out of memory');
    jobs[1]!.end('two');
    jobs[2]!.end('three');
    await expect(Promise.all([two, three])).resolves.toEqual(['two', 'three']);
    await expect(queue.inTurn(['a'], () => queue.hash(() => Promise.resolve('free')))).resolves.toBe('free');
  });

  it('refuses options that could never run a job', () => {
    expect(() => new HashingQueue({ concurrency: 0, length: 1 })).toThrow(RangeError);
    expect(() => new HashingQueue({ concurrency: 1, length: -1 })).toThrow(RangeError);
  });
});
