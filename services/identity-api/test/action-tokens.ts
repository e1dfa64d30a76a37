import { KeyRing } from '@hallpass/keys';
import { Database } from '../src/database/database.js';
import { ActionTokens } from '../src/tokens/action-tokens.js';
import { type ActionPurpose, signActionTokens } from '../src/tokens/unsigned-action-token.js';
import type { IdentityApp } from './identity-app.js';

/** A token for an account or a registration, as its owner finds it in the mail. */
export async function issue({ app }: IdentityApp, purpose: ActionPurpose, owner: string): Promise<string> {
  const actions = app.get(ActionTokens, { strict: false });
  const token = await app
    .get(Database, { strict: false })
    .$transaction((tx) => actions.issueActionToken(tx, purpose, owner));
  const signed = await signActionTokens(app.get(KeyRing, { strict: false }), { token });
  return (signed as { token: string }).token;
}

/** Uses a token up, and answers whose it was. */
export async function consume({ app }: IdentityApp, purpose: ActionPurpose, token: string): Promise<string> {
  const actions = app.get(ActionTokens, { strict: false });
  const verified = await actions.verify(purpose, token);
  await app.get(Database, { strict: false }).$transaction((tx) => actions.consume(tx, verified));
  return verified.owner;
}
