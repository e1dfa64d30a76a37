import { emailAddress as writtenAddress, plainText, ROLES } from '@hallpass/contracts';
import { pageOf, pageQuery } from '@hallpass/platform';
import { z } from 'zod';
import { emailAddress } from '../../accounts/domain/email-address.js';
import type { Account } from '../../accounts/domain/account.js';
import { announcedShape } from '../../outbox/http/wait.js';
import { instant } from '../../database/instant.js';
import type { Session } from '../../sessions/domain/session.js';

const status = z.enum(['active', 'deactivated']);
const outcome = z.enum(['success', 'failure']);
const name = z.string().regex(/^[\w.-]{1,100}$/);

export const accountId = z.uuid();
export const sessionId = z.uuid();

export const usersQuery = pageQuery.extend({ email: emailAddress.optional(), status: status.optional() });
export type UsersQuery = z.infer<typeof usersQuery>;

export const deactivateBody = z
  .strictObject({ reason: plainText(500) })
  .meta({ example: { reason: 'left the company' } });
export type DeactivateBody = z.infer<typeof deactivateBody>;

/** Which roles there are is a rule (422), not a matter of form. */
export const rolesBody = z
  .strictObject({ roles: z.array(z.string().max(100)).max(100) })
  .meta({ example: { roles: ['customer', 'support'] } });
export type RolesBody = z.infer<typeof rolesBody>;

export const auditQuery = pageQuery.extend({
  action: name.optional(),
  outcome: outcome.optional(),
  actorId: name.optional(),
  targetId: name.optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export const userSchema = z.object({
  id: z.uuid(),
  email: writtenAddress,
  emailVerifiedAt: z.iso.datetime().nullable(),
  displayName: z.string().nullable(),
  status,
  roles: z.array(z.enum(ROLES)),
  tokenEpoch: z.int().nonnegative(),
  passwordChangedAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export const userPageSchema = pageOf(userSchema);

export const accountChangeSchema = z.object({
  id: z.uuid(),
  status,
  tokenEpoch: z.int().nonnegative(),
  endedSessions: z.int().nonnegative().max(1000).describe('counted up to 1000, which means 1000 or more'),
  ...announcedShape,
});

export const sessionEndSchema = z.object({ id: z.uuid(), endedSessions: z.int().nonnegative(), ...announcedShape });

const optionalText = z.string().nullable();
export const sessionPageSchema = pageOf(
  z.object({
    id: z.uuid(),
    clientId: z.string(),
    authenticatedAt: z.iso.datetime(),
    refreshedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    ipAddress: optionalText,
    userAgent: optionalText,
  }),
);

export const auditPageSchema = pageOf(
  z.object({
    id: z.uuid(),
    sequence: z.string(),
    occurredAt: z.iso.datetime(),
    action: z.string(),
    outcome,
    actorId: optionalText,
    clientId: optionalText,
    targetType: optionalText,
    targetId: optionalText,
    ipAddress: optionalText,
    userAgent: optionalText,
    traceId: optionalText,
    details: z.record(z.string(), z.unknown()),
  }),
);

export function toUser(account: Account): z.infer<typeof userSchema> {
  const { id, email, displayName, tokenEpoch } = account;
  return {
    id,
    email,
    emailVerifiedAt: account.emailVerifiedAt?.toISOString() ?? null,
    displayName,
    status: account.status,
    roles: [...account.roles],
    tokenEpoch,
    passwordChangedAt: account.passwordChangedAt.toISOString(),
    createdAt: account.createdAt.toISOString(),
    updatedAt: account.updatedAt.toISOString(),
  };
}

export function toSession(session: Session): z.infer<typeof sessionPageSchema>['items'][number] {
  const { id, clientId, authenticatedAt, refreshedAt, idleExpiresAt, ipAddress, userAgent } = session;
  return {
    id,
    clientId,
    authenticatedAt: authenticatedAt.toISOString(),
    refreshedAt: refreshedAt.toISOString(),
    expiresAt: idleExpiresAt.toISOString(),
    ipAddress,
    userAgent,
  };
}
