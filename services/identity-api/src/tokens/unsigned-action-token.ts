import { TOKEN_TYPES } from '@hallpass/contracts';
import type { KeyRing } from '@hallpass/keys';

/** What a token that is sent by e-mail is for; each purpose has a key set of its own. */
export type ActionPurpose = 'email-verification' | 'password-reset';

/** A token as it may lie in a table: signed when it leaves for the mail, so that nobody who reads the table can use it. */
export interface UnsignedActionToken {
  readonly purpose: ActionPurpose;
  readonly claims: Readonly<Record<string, string | number>>;
}

/** The confidential part of a message with the tokens in it signed, each by the key that signs for its purpose now. */
export async function signActionTokens(keys: KeyRing, confidential: object): Promise<object> {
  const signed = Object.entries(confidential).map(async ([name, value]): Promise<[string, unknown]> => {
    if (!isUnsignedActionToken(value)) return [name, value];
    const { purpose, claims } = value;
    return [name, await keys.sign(purpose, TOKEN_TYPES[purpose].typ, claims)];
  });
  return Object.fromEntries(await Promise.all(signed));
}

/** A version before this one wrote signed tokens, as text. */
function isUnsignedActionToken(value: unknown): value is UnsignedActionToken {
  return typeof value === 'object' && value !== null && 'purpose' in value && 'claims' in value;
}
