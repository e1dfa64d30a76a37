import { statusRank } from './account-status.js';

describe('the order of changes of status', () => {
  it('puts a reactivation right after the deactivation it undoes, and before the next one', () => {
    expect(statusRank('active', 3)).toBeGreaterThan(statusRank('deactivated', 3));
    expect(statusRank('deactivated', 4)).toBeGreaterThan(statusRank('active', 3));
  });
});
