import { randomUUID } from 'node:crypto';
import {
  IDENTITY_EVENTS,
  type passwordResetDetails,
  type recipientDetails,
  type registeredDetails,
} from '@hallpass/contracts';
import type { OutboxMessage } from '@hallpass/messaging';
import type { z } from 'zod';
import type { Account } from './domain/account.js';

/** What happened to an account, as messages for the outbox. Personal data stands in `confidential` only. */
function message(subject: string, account: Account, data: object, confidential?: object): OutboxMessage {
  const about = { id: randomUUID(), subject, data: { sub: account.id, ...data }, account: account.id };
  return confidential ? { ...about, confidential } : about;
}

function recipient({ email, displayName }: Account): z.infer<typeof recipientDetails> {
  return { email, displayName };
}

/** A change of the account, made under the lock of its row: published after the changes before it. */
function change(...about: Parameters<typeof message>): OutboxMessage {
  const [, account] = about;
  return { ...message(...about), aggregate: `account:${account.id}` };
}

export function registered(account: Account, verificationToken: string | null): OutboxMessage {
  const sealed: z.infer<typeof registeredDetails> = { ...recipient(account), verificationToken };
  return change(IDENTITY_EVENTS.registered.subject, account, {}, sealed);
}

export function registrationRepeated(account: Account): OutboxMessage {
  return message(IDENTITY_EVENTS.registrationRepeated.subject, account, {}, recipient(account));
}

export function emailVerified(account: Account): OutboxMessage {
  return change(IDENTITY_EVENTS.emailVerified.subject, account, {});
}

export function passwordResetRequested(account: Account, resetToken: string): OutboxMessage {
  const sealed: z.infer<typeof passwordResetDetails> = { ...recipient(account), resetToken };
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
