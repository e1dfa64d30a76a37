import { dictionary } from '@zxcvbn-ts/language-common';

/** About 50,000 passwords from breaches, of which some 18,000 are long enough to be chosen here. */
const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/** Whether the password is well known, whatever its case. */
export function isCommonPassword(password: string): boolean {
  return COMMON.has(password.toLowerCase());
}
