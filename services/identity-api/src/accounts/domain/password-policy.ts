import { isCommonPassword } from './common-passwords.js';
import { weakPassword } from './accounts.problems.js';

export type WeakPasswordReason =
  'too_short' | 'too_long' | 'common' | 'repetitive' | 'similar_to_email' | 'similar_to_display_name';

/** Whom the password is for: it must not be guessed from what is known of them. */
export interface PasswordOwner {
  readonly email?: string;
  readonly displayName?: string | null;
}

/** Characters (code points), after normalisation. */
export const PASSWORD_LENGTH = { min: 8, max: 128 } as const;
const SHORTEST_WORD = 3;

const HINTS: Record<WeakPasswordReason, string> = {
  too_short: 'Choose a password of at least 8 characters.',
  too_long: 'Choose a password of at most 128 characters.',
  common: 'This password is well known. Choose another.',
  repetitive: 'This password repeats one or two characters. Choose another.',
  similar_to_email: 'This password is too similar to the e-mail address. Choose another.',
  similar_to_display_name: 'This password is too similar to the display name. Choose another.',
};

/** The same password typed on different keyboards is one password (NIST SP 800-63B: NFKC). */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

/**
 * Holds a new password against the policy (OWASP ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.9): length, not well known, not similar to
 * its owner's address or name; no rules of composition.
 *
 * @throws ProblemError `weak_password` (422) with the extension member `reason`.
 */
export function requireStrongPassword(password: string, owner: PasswordOwner): void {
  const reason = weakness(normalisePassword(password), owner);
  if (reason) throw weakPassword({ detail: HINTS[reason], extensions: { reason } });
}

function weakness(password: string, owner: PasswordOwner): WeakPasswordReason | undefined {
  const characters = [...password];
  if (characters.length < PASSWORD_LENGTH.min) return 'too_short';
  if (characters.length > PASSWORD_LENGTH.max) return 'too_long';
  if (isCommonPassword(password)) return 'common';
  if (new Set(characters).size <= 2) return 'repetitive';
  if (similarTo(password, emailWords(owner.email))) return 'similar_to_email';
  if (similarTo(password, nameWords(owner.displayName))) return 'similar_to_display_name';
  return undefined;
}

function emailWords(email = ''): string[] {
  const local = email.split('@')[0] ?? '';
  return [email, local, ...local.split(/[^\p{L}\p{N}]+/u)];
}

function nameWords(name: string | null = ''): string[] {
  return name === null ? [] : [name, ...name.split(/[^\p{L}\p{N}]+/u)];
}

/** Whether one of the words, however often repeated, makes up more than half of the password's letters and digits. */
function similarTo(password: string, words: readonly string[]): boolean {
  const whole = lettersAndDigits(password);
  return words.map(lettersAndDigits).some((word) => {
    if (word.length < SHORTEST_WORD) return false;
    return whole.replaceAll(word, '').length * 2 < whole.length;
  });
}

function lettersAndDigits(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
