import { FairLine } from './fair-line.js';

function lineOf(...items: [path: string, item: string][]) {
  const line = new FairLine<string>();
  for (const [path, item] of items) line.add(path.split('/'), item);
  return line;
}
function all(line: FairLine<string>): string[] {
  const items: string[] = [];
  for (let item = line.next(); item !== undefined; item = line.next()) items.push(item);
  return items;
}

describe('a fair line', () => {
  it('gives each key its turn, and keeps the order within one', () => {
    const line = lineOf(['a', 'a1'], ['a', 'a2'], ['a', 'a3'], ['b', 'b1'], ['c', 'c1'], ['c', 'c2']);
    expect(line.size).toBe(6);
    expect(all(line)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(line.size).toBe(0);
  });

  it('does so at each level: many clients of one network have the turn of one network', () => {
    const line = lineOf(['n/1', 'n1'], ['n/2', 'n2'], ['n/3', 'n3'], ['m/1', 'm1'], ['m/1', 'm2']);
    expect(all(line)).toEqual(['n1', 'm1', 'n2', 'm2', 'n3']);
  });

  it('gives a key that comes back its turn after those that wait', () => {
    const line = lineOf(['a', 'a1'], ['b', 'b1']);
    expect(line.next()).toBe('a1');
    line.add(['a'], 'a2');
    expect(all(line)).toEqual(['b1', 'a2']);
  });

  it('drops the last item of the longest line, whoever comes', () => {
    const line = lineOf(['a/1', 'a1'], ['a/2', 'a2'], ['a/2', 'a3'], ['b/1', 'b1']);
    expect(line.dropLast(['b', '1'])).toBe('a3');
    expect(all(line)).toEqual(['a1', 'b1', 'a2']);
  });

  it('drops the one that comes when nobody has more than its key', () => {
    const line = lineOf(['a', 'a1'], ['b', 'b1'], ['c', 'c1']);
    expect(line.dropLast(['b'])).toBe('b1');
    expect(line.size).toBe(2);
  });

  it('has nothing to give when it is empty', () => {
    const line = new FairLine<string>();
    expect([line.next(), line.dropLast(['a']), line.size]).toEqual([undefined, undefined, 0]);
  });
});
