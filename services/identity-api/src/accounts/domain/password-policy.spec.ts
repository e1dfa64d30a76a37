import { ProblemError } from '@hallpass/contracts';
import { normalisePassword, requireStrongPassword, type PasswordOwner } from './password-policy.js';

function reasonOf(password: string, owner: PasswordOwner = {}): unknown {
  try {
    requireStrongPassword(password, owner);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error).toMatchObject({ code: 'weak_password', status: 422 });
    return error.extensions['reason'];
  }
}

const alice = { email: 'alice.liddell@example.com', displayName: 'Mad Hatter' };

describe('the password policy', () => {
  it.each([
    ['too_short', 'seven77'],
    ['too_short', '🎩🎩🎩🎩'],
    ['too_long', 'ab1'.repeat(43)],
    ['common', 'password'],
    ['common', 'PassWord1'],
    ['common', 'ｐａｓｓｗｏｒｄ'],
    ['repetitive', 'xyxyxyxyxyxyxy'],
    ['similar_to_email', 'alice.liddell@example.com'],
    ['similar_to_email', 'Liddell-2026'],
    ['similar_to_email', 'liddellliddell'],
    ['similar_to_email', 'AliceLiddell!!'],
    ['similar_to_display_name', 'mad-hatter-1'],
    ['similar_to_display_name', 'Hatter99'],
  ])('refuses as %s: %s', (reason, password) => {
    expect(reasonOf(password, alice)).toBe(reason);
  });

  it.each([
    ['eight characters', 'tea+cake'],
    ['eight characters of four bytes', '🎩🐇🫖🍰⏰🌹🃏👑'],
    ['128 characters', 'a1b'.repeat(42) + 'zz'],
    ['no digit, no capital, no sign', 'correct horse battery staple'],
    ['a name that is a small part of it', 'where-has-alice-gone-now'],
    ['one that the demo uses', 'hall-pass-alice-dev'],
  ])('takes %s', (_, password) => {
    expect(reasonOf(password, alice)).toBeUndefined();
  });

  it('compares with no name where there is none', () => {
    expect(reasonOf('tea+cake', { email: 'x@example.com', displayName: null })).toBeUndefined();
  });

  it('normalises before it counts', () => {
    expect(normalisePassword('ﬁ')).toBe('fi');
    expect(reasonOf('ﬁﬁﬁﬁ-abc')).toBeUndefined();
  });
});
