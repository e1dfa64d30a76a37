import { FIRST_PARTY_CLIENT } from '@hallpass/contracts';
import { pageOf } from '@hallpass/platform';
import { z } from 'zod';
import { emailAddress } from '../../accounts/domain/email-address.js';
import type { IssuedTokens } from '../../sessions/domain/issued-tokens.js';
import { RESOURCE_PARAMETER } from '../../tokens/domain/resource.js';
import type { Session } from '../../sessions/domain/session.js';

const text = (max: number) => z.string().min(1).max(max);

export const loginBody = z
  .strictObject({
    email: emailAddress,
    password: text(1024),
    resource: text(256).meta(RESOURCE_PARAMETER).optional(),
    scope: text(1024).optional(),
    client_id: text(128).default(FIRST_PARTY_CLIENT),
  })
  .meta({ example: { email: 'alice@hallpass.test', password: 'hall-pass-alice-dev' } });
export type LoginBody = z.infer<typeof loginBody>;

/** Without a refresh token the access token in the header says which session. */
export const logoutBody = z
  .strictObject({ refresh_token: text(4096).optional() })
  .nullish()
  .meta({ example: {} });
export type LogoutBody = z.infer<typeof logoutBody>;

/** RFC 6749 section 5.1, and the session. */
export const tokensSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('seconds'),
  refresh_token: z.string(),
  scope: z.string(),
  session_id: z.uuid(),
});

export function toTokens({ accessToken, refreshToken, sessionId }: IssuedTokens): z.infer<typeof tokensSchema> {
  return {
    access_token: accessToken.token,
    token_type: 'Bearer',
    expires_in: accessToken.expiresIn,
    refresh_token: refreshToken,
    scope: accessToken.scope,
    session_id: sessionId,
  };
}

const sessionSchema = z.object({
  id: z.uuid(),
  clientId: z.string(),
  current: z.boolean().describe('whether the request was made in this session'),
  authenticatedAt: z.iso.datetime(),
  refreshedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export const sessionsSchema = pageOf(sessionSchema);

export function toSession(session: Session, currentSid: string | undefined): z.infer<typeof sessionSchema> {
  const { id, clientId, authenticatedAt, refreshedAt, idleExpiresAt, ipAddress, userAgent } = session;
  return {
    id,
    clientId,
    current: id === currentSid,
    authenticatedAt: authenticatedAt.toISOString(),
    refreshedAt: refreshedAt.toISOString(),
    expiresAt: idleExpiresAt.toISOString(),
    ipAddress,
    userAgent,
  };
}
