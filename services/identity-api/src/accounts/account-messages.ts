import { randomUUID } from 'node:crypto';
import {
  IDENTITY_EVENTS,
  type passwordResetDetails,
  type recipientDetails,
  type registeredDetails,
} from '@hallpass/contracts';
import type { OutboxMessage } from '@hallpass/messaging';
import type { z } from 'zod';
import type { UnsignedActionToken } from '../tokens/unsigned-action-token.js';
import type { Account } from './domain/account.js';
import type { Registration } from './domain/registration.js';

type Addressee = Pick<Account, 'id' | 'email' | 'emailVerifiedAt' | 'displayName' | 'nameVersion'>;
/** Details in which a token is not signed yet, as they lie in the outbox. */
type Unsigned<Token extends string, Details extends z.ZodType> = Omit<z.infer<Details>, Token> &
  Record<Token, UnsignedActionToken | null>;

/** What happened to an account, as messages for the outbox. Personal data stands in `confidential` only. */
function message(subject: string, account: Pick<Account, 'id'>, data: object, confidential?: object): OutboxMessage {
  const about = { id: randomUUID(), subject, data: { sub: account.id, ...data }, account: account.id };
  return confidential ? { ...about, confidential } : about;
}

/** With a name only where the address is verified: before that, anybody may have chosen it. */
function recipient({ email, emailVerifiedAt, displayName, nameVersion }: Addressee): z.infer<typeof recipientDetails> {
  if (emailVerifiedAt === null) return { email, displayName: null, nameVersion: 0 };
  return { email, displayName, nameVersion };
}

/** A change of the account, made under the lock of its row: published after the changes before it. */
function change(...about: Parameters<typeof message>): OutboxMessage {
  const [, account] = about;
  return { ...message(...about), aggregate: `account:${account.id}` };
}

/** Without a name, which whoever registers may choose before anything is proved. */
export function registered(
  registration: Pick<Registration, 'id' | 'email'>,
  verificationToken: UnsignedActionToken | null,
): OutboxMessage {
  const sealed: Unsigned<'verificationToken', typeof registeredDetails> = {
    email: registration.email,
    displayName: null,
    nameVersion: 0,
    verificationToken,
  };
  return change(IDENTITY_EVENTS.registered.subject, registration, {}, sealed);
}

export function registrationRepeated(account: Account): OutboxMessage {
  return message(IDENTITY_EVENTS.registrationRepeated.subject, account, {}, recipient(account));
}

export function renamed(account: Account): OutboxMessage {
  return change(IDENTITY_EVENTS.renamed.subject, account, {}, recipient(account));
}

export function emailVerified(account: Account): OutboxMessage {
  return change(IDENTITY_EVENTS.emailVerified.subject, account, {}, recipient(account));
}

export function passwordResetRequested(account: Addressee, resetToken: UnsignedActionToken): OutboxMessage {
  const sealed: Unsigned<'resetToken', typeof passwordResetDetails> = { ...recipient(account), resetToken };
  return message(IDENTITY_EVENTS.passwordResetRequested.subject, account, {}, sealed);
}

export function passwordChanged(account: Account, tokenEpoch: number): OutboxMessage {
  return change(IDENTITY_EVENTS.passwordChanged.subject, account, { tokenEpoch });
}

export function deactivated(account: Account, tokenEpoch: number): OutboxMessage {
  return change(IDENTITY_EVENTS.deactivated.subject, account, { tokenEpoch });
}

export function reactivated(account: Account, tokenEpoch: number): OutboxMessage {
  return change(IDENTITY_EVENTS.reactivated.subject, account, { tokenEpoch });
}
