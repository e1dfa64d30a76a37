import { prepared, statementName } from './prepared.js';

describe('a statement', () => {
  it('is prepared under the name it is marked with, and not without one', () => {
    expect(statementName(prepared('find_order', 'SELECT 1'))).toBe('find_order');
    expect(statementName('SELECT 1')).toBe('');
  });

  it.each(['', 'Find order', 'x'.repeat(41), 'x */ DROP TABLE orders; --'])('can not be prepared as "%s"', (name) => {
    expect(() => prepared(name, 'SELECT 1')).toThrow(RangeError);
  });
});
