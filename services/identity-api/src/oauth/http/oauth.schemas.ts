import { z } from 'zod';
import type { ClientCredentials } from '../use-cases/authenticate-client.js';
import type { Granted } from '../use-cases/exchange-grant.js';

const required = z.string().min(1).max(16_384);
const parameter = required.optional();

const client = { client_id: parameter, client_assertion_type: parameter, client_assertion: parameter };

/** Unknown parameters are ignored, as RFC 6749 section 3.2 demands. */
export const tokenForm = z.object({
  grant_type: required,
  refresh_token: parameter,
  resource: z.union([required, z.array(required)]).optional(),
  scope: parameter,
  ...client,
});
export type TokenForm = z.infer<typeof tokenForm>;

export const tokenOfForm = z.object({ token: required, token_type_hint: parameter, ...client });
export type TokenOfForm = z.infer<typeof tokenOfForm>;

export function credentialsOf(form: z.infer<z.ZodObject<typeof client>>): ClientCredentials {
  return {
    clientId: form.client_id,
    assertionType: form.client_assertion_type,
    assertion: form.client_assertion,
  };
}

/** RFC 6749 section 5.1. */
export const grantSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('seconds'),
  refresh_token: z.string().optional(),
  scope: z.string(),
});

export function toGrant({ accessToken, refreshToken }: Granted): z.infer<typeof grantSchema> {
  return {
    access_token: accessToken.token,
    token_type: 'Bearer',
    expires_in: accessToken.expiresIn,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope: accessToken.scope,
  };
}

/** RFC 7662 section 2.2. */
export const introspectionSchema = z.looseObject({ active: z.boolean() });

/** RFC 6749 section 5.2. */
export const oauthErrorSchema = z.object({ error: z.string(), error_description: z.string() });
