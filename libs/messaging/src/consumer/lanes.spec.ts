import { Lanes } from './lanes.js';

describe('lanes', () => {
  const gate = () => Promise.withResolvers<undefined>();
  let log: string[];
  beforeEach(() => {
    log = [];
  });
  const piece = (name: string, until: Promise<unknown>) => async () => {
    log.push(`${name} begins`);
    await until;
    log.push(`${name} ends`);
  };

  it('do the work of one lane in its order, and that of others meanwhile', async () => {
    const [first, other] = [gate(), gate()];
    const lanes = new Lanes(10);
    for (let i = 0; i < 3; i += 1) await lanes.place();
    lanes.run('a', piece('a1', first.promise));
    lanes.run('a', piece('a2', Promise.resolve()));
    lanes.run('b', piece('b1', other.promise));
    other.resolve(undefined);
    await other.promise;
    first.resolve(undefined);
    await lanes.idle();
    expect(log.indexOf('b1 begins')).toBeLessThan(log.indexOf('a1 ends'));
    expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('have a limited number of places, which those who wait get in their order', async () => {
    const [first, second] = [gate(), gate()];
    const lanes = new Lanes(1);
    await lanes.place();
    lanes.run('a', piece('a', first.promise));
    const waits = ['b', 'c'].map(async (name) => {
      await lanes.place();
      lanes.run(name, piece(name, second.promise));
    });
    first.resolve(undefined);
    second.resolve(undefined);
    await Promise.all(waits);
    await lanes.idle();
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('have a place for all when the limit is lifted', async () => {
    const first = gate();
    const lanes = new Lanes(1);
    await lanes.place();
    lanes.run('a', piece('a', first.promise));
    const waits = lanes.place();
    lanes.lift();
    await waits;
    await lanes.place();
    first.resolve(undefined);
    await lanes.idle();
    expect(log).toEqual(['a begins', 'a ends']);
  });
});
