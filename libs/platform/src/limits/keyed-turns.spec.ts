import { KeyedTurns } from './keyed-turns.js';

/** A job that ends when it is told to. */
function job() {
  const gate = Promise.withResolvers<undefined>();
  let started = false;
  const run = () => {
    started = true;
    return gate.promise;
  };
  return { run, end: () => gate.resolve(undefined), fail: gate.reject, hasStarted: () => started };
}

describe('turns by key', () => {
  const turns = (concurrency: number, length: number) =>
    new KeyedTurns({ concurrency, length, full: () => new Error('full') });

  it('let as many jobs of a key run as may, then the next in their order', async () => {
    const line = turns(1, 2);
    const [first, second, third] = [job(), job(), job()];
    const one = line.run('a', first.run);
    const two = line.run('a', second.run);
    const three = line.run('a', third.run);
    expect([second.hasStarted(), third.hasStarted()]).toEqual([false, false]);
    first.fail(new Error('failed'));
    await expect(one).rejects.toThrow('failed');
    expect([second.hasStarted(), third.hasStarted()]).toEqual([true, false]);
    second.end();
    third.end();
    await expect(Promise.all([two, three])).resolves.toHaveLength(2);
  });

  it('refuse what is beyond, and let other keys pass', async () => {
    const line = turns(1, 0);
    const [first, other, later] = [job(), job(), job()];
    const one = line.run('a', first.run);
    await expect(line.run('a', job().run)).rejects.toThrow('full');
    const two = line.run('b', other.run);
    expect(other.hasStarted()).toBe(true);
    first.end();
    await one;
    const three = line.run('a', later.run);
    expect(later.hasStarted()).toBe(true);
    other.end();
    later.end();
    await expect(Promise.all([two, three])).resolves.toHaveLength(2);
  });
});
