/**
 * A duration is measured by the clock that nobody can set: a difference of times, or a deadline, would be wrong by as much as the
 * clock was. Finds the call in the expression; what a variable was assigned from is not tracked.
 */
export const noWallClockDurations = (() => {
  const compared = 'BinaryExpression[operator=/^(-|<|<=|>|>=)$/]';
  const reckoned = `${compared} > BinaryExpression[operator=/^[+*/]$/]`;
  const timeOfDay = "CallExpression[callee.property.name='now']:not([callee.object.name='performance'])";
  const message =
    'A duration or a deadline is measured by `clock.monotonic()` or `performance.now()`, not by the time of day (a point in time that is stored or claimed is: say so where this is disabled).';
  return {
    'no-restricted-syntax': [
      'error',
      ...[compared, reckoned].map((expression) => ({ selector: `${expression} > ${timeOfDay}`, message })),
    ],
  };
})();
