import { displayName, emailAddress as writtenAddress, ROLES } from '@hallpass/contracts';
import { z } from 'zod';
import type { Account } from '../domain/account.js';
import { emailAddress } from '../domain/email-address.js';

/** Its length and strength are rules of the password policy (422), not of the request's form. */
const password = z.string();
const token = z.string().min(1).max(4096);

export const registrationBody = z
  .strictObject({
    email: emailAddress,
    password,
    displayName: displayName.nullable().optional(),
  })
  .meta({ example: { email: 'carol@hallpass.test', password: 'a pass phrase that is hers', displayName: 'Carol' } });
export type RegistrationBody = z.infer<typeof registrationBody>;

export const verificationBody = z
  .strictObject({
    token,
    password: z
      .string()
      .max(1024)
      .optional()
      .describe('the password chosen at registration: needed where the address was registered more than once'),
  })
  .meta({ example: { token: 'the token from the e-mail' } });
export type VerificationBody = z.infer<typeof verificationBody>;

export const forgotBody = z.strictObject({ email: emailAddress }).meta({ example: { email: 'alice@hallpass.test' } });
export type ForgotBody = z.infer<typeof forgotBody>;

export const resetBody = z
  .strictObject({ token, password })
  .meta({ example: { token: 'the token from the e-mail', password: 'a pass phrase that is new' } });
export type ResetBody = z.infer<typeof resetBody>;

export const changePasswordBody = z
  .strictObject({ currentPassword: z.string(), newPassword: password })
  .meta({ example: { currentPassword: 'hall-pass-alice-dev', newPassword: 'a pass phrase that is new' } });
export type ChangePasswordBody = z.infer<typeof changePasswordBody>;

export const profileBody = z
  .strictObject({ displayName: displayName.nullable().optional() })
  .meta({ example: { displayName: 'Alice' } });
export type ProfileBody = z.infer<typeof profileBody>;

export const profileSchema = z.object({
  id: z.uuid(),
  email: writtenAddress,
  emailVerified: z.boolean(),
  displayName: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  createdAt: z.iso.datetime(),
});

export function toProfile(account: Account): z.infer<typeof profileSchema> {
  const { id, email, displayName: name, roles, createdAt } = account;
  return {
    id,
    email,
    emailVerified: account.emailVerifiedAt !== null,
    displayName: name,
    roles: [...roles],
    createdAt: createdAt.toISOString(),
  };
}
