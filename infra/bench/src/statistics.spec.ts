import { percentiles } from './statistics.ts';

it('takes the values at the ranks, in whatever order they come', () => {
  const samples = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentiles(samples)).toEqual({ p50: 100, p99: 198, max: 200 });
  expect(percentiles([7])).toEqual({ p50: 7, p99: 7, max: 7 });
  expect(percentiles([-3, -1, -2])).toEqual({ p50: -2, p99: -1, max: -1 });
});

it('says that nothing was measured', () => {
  expect(() => percentiles([])).toThrow('nothing was measured');
});
