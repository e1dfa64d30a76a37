import type { Forked } from './forked.ts';

/**
 * What holds for a fork of every service. Its tests are those of the service here, on packed libraries and with a set-up of its
 * own: where they are many, `tests` says by which of them that is seen.
 */
export function itStandsAlone(forked: () => Forked, tests: readonly string[] = []): void {
  it('is the service as it is here, and nothing of the repository around it', () => {
    expect(forked().changedSources()).toEqual([]);
    expect(forked().traces()).toEqual([]);
  });

  it('says what to do next', () => {
    expect(forked().printed.trimEnd().split('\n').at(-1)).toMatch(
      /Next: cd forked && npm ci && npm test && npm start$/,
    );
  });

  it('installs, builds and passes its own checks and tests', () => {
    expect(forked().run(`.ci/run ${tests.join(' ')} 2>&1`)).toMatch(/^Tests: +\d+ passed, \d+ total$/m);
  });
}
