import { z } from 'zod';
import type { EventDefinition } from './cloud-event.js';

/** A compact JWE (`ECDH-ES+A256KW`, `A256GCM`) for the recipient's published encryption key. Personal data travels only so. */
const confidential = z.string().regex(/^[\w-]+(\.[\w-]*){4}$/);
const account = { sub: z.uuid() };
const epoch = { tokenEpoch: z.int().nonnegative() };

export const IDENTITY_EVENTS = {
  /** An account exists. Sealed: {@link registeredDetails}. */
  registered: { subject: 'identity.users.v1.registered', data: z.object({ ...account, confidential }) },
  /** Somebody registered an address that has an account: its owner is told, the caller is not. Sealed: {@link recipientDetails}. */
  registrationRepeated: {
    subject: 'identity.users.v1.registration-repeated',
    data: z.object({ ...account, confidential }),
  },
  emailVerified: { subject: 'identity.users.v1.email-verified', data: z.object(account) },
  /** Sealed: {@link passwordResetDetails}. */
  passwordResetRequested: {
    subject: 'identity.users.v1.password-reset-requested',
    data: z.object({ ...account, confidential }),
  },
  passwordChanged: { subject: 'identity.users.v1.password-changed', data: z.object({ ...account, ...epoch }) },
  deactivated: { subject: 'identity.users.v1.deactivated', data: z.object({ ...account, ...epoch }) },
  reactivated: { subject: 'identity.users.v1.reactivated', data: z.object({ ...account, ...epoch }) },
} as const satisfies Record<string, EventDefinition>;

/** What is inside the sealed part of the events above. */
export const recipientDetails = z.object({ email: z.email(), displayName: z.string().nullable() });
export const registeredDetails = recipientDetails.extend({ verificationToken: z.string().nullable() });
export const passwordResetDetails = recipientDetails.extend({ resetToken: z.string() });
