import { z } from 'zod';
import { emailAddress } from '../email-address.js';
import { displayName } from '../plain-text.js';
import type { EventDefinition } from './cloud-event.js';

/** A compact JWE (`ECDH-ES+A256KW`, `A256GCM`) for the recipient's published encryption key. Personal data travels only so. */
const confidential = z.string().regex(/^[\w-]+(\.[\w-]*){4}$/);
const account = { sub: z.uuid() };
const epoch = { tokenEpoch: z.int().nonnegative() };

export const IDENTITY_EVENTS = {
  /**
   * Somebody registered an address. The account exists, under this `sub`, once the address is verified. Sealed:
   * {@link registeredDetails}, without a name: whoever registers has proved nothing yet.
   */
  registered: { subject: 'identity.users.v1.registered', data: z.object({ ...account, confidential }) },
  /** Somebody registered an address that has an account: its owner is told, the caller is not. Sealed: {@link recipientDetails}. */
  registrationRepeated: {
    subject: 'identity.users.v1.registration-repeated',
    data: z.object({ ...account, confidential }),
  },
  /** The account has another name, or none. Sealed: {@link recipientDetails}. */
  renamed: { subject: 'identity.users.v1.renamed', data: z.object({ ...account, confidential }) },
  /** Sealed: {@link recipientDetails}, which hold from now on; versions before 0.2 sent none. */
  emailVerified: {
    subject: 'identity.users.v1.email-verified',
    data: z.object({ ...account, confidential: confidential.optional() }),
  },
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
export const recipientDetails = z.object({
  email: emailAddress,
  /** A name that the rules of today forbid may come from an account of yesterday: its owner goes without. */
  displayName: displayName.nullable().catch(null),
  /** Grows with each change of the name, so that an event that arrives late is recognised. 0: of no verified address. */
  nameVersion: z.int().nonnegative().default(0),
});
export const registeredDetails = recipientDetails.extend({ verificationToken: z.string().nullable() });
export const passwordResetDetails = recipientDetails.extend({ resetToken: z.string() });
