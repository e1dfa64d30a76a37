import { SECURITY_KINDS } from '../../announcements/domain/kind.js';
import { changeableChoices, effectivePreferences } from './preferences.js';

describe('preferences', () => {
  it('are on until they are turned off', () => {
    expect(effectivePreferences([])['order.placed']).toBe(true);
    expect(effectivePreferences([{ kind: 'order.placed', email: false }])).toMatchObject({
      'order.placed': false,
      'order.cancelled': true,
    });
  });

  it('ignore a stored choice about the safety of the account', () => {
    expect(effectivePreferences([{ kind: 'account.deactivated', email: false }])['account.deactivated']).toBe(true);
  });

  it('may be chosen for what is optional only', () => {
    const wanted = { 'order.placed': false, 'account.password-changed': true };
    expect(changeableChoices(wanted)).toEqual([{ kind: 'order.placed', email: false }]);
  });

  it.each(SECURITY_KINDS)('refuse to turn %s off', (kind) => {
    expect(() => changeableChoices({ [kind]: false })).toThrow(
      expect.objectContaining({ code: 'security_mail_required' }),
    );
  });
});
