import { coverageTable, isShort } from './coverage.ts';
import { summary, totals, type Result } from './test-results.ts';

const result = (changes: Partial<Result>): Result => ({
  project: 'libs/a',
  kind: 'unit',
  passed: 0,
  failed: 0,
  skipped: 0,
  failures: [],
  ...changes,
});

describe('the summary of the tests', () => {
  const results = [result({ passed: 3 }), result({ kind: 'int', passed: 2, failed: 1, failures: ['loses an event'] })];

  it('adds up what passed and failed', () => {
    expect(totals(results)).toEqual({ passed: 5, failed: 1 });
  });

  it('names what failed', () => {
    expect(summary(results)).toContain('✗ libs/a int: loses an event');
  });
});

describe('the coverage', () => {
  it('is short below its bound, and where nothing was measured', () => {
    expect(isShort({ project: 'libs/a', lines: 89.9, bound: 90 })).toBe(true);
    expect(isShort({ project: 'libs/a', lines: undefined, bound: 90 })).toBe(true);
    expect(isShort({ project: 'libs/a', lines: 90, bound: 90 })).toBe(false);
    expect(isShort({ project: 'libs/a', lines: 10, bound: undefined })).toBe(false);
  });

  it('is shown with its bound', () => {
    expect(coverageTable([{ project: 'libs/a', lines: 50, bound: 90 }])).toMatch(/libs\/a +50\.0 % +at least 90 % +✗/);
  });
});
