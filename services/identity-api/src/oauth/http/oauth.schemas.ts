import { z } from 'zod';
import { RESOURCE_PARAMETER } from '../../tokens/domain/resource.js';
import type { ClientCredentials } from '../use-cases/authenticate-client.js';
import type { Granted } from '../use-cases/exchange-grant.js';

const required = z.string().min(1).max(16_384);
const parameter = required.optional();

/** Which grant types there are is a rule of its own error; the document lists them. */
const grantType = required.meta({ enum: ['refresh_token', 'client_credentials'] });

/** It may be there several times, which is malformed by no rule of the form: the use case refuses it. */
const resource = z
  .unknown()
  .refine((value) => value === undefined || required.or(z.array(required)).safeParse(value).success)
  .meta(RESOURCE_PARAMETER);

const client = { client_id: parameter, client_assertion_type: parameter, client_assertion: parameter };

/** Unknown parameters are ignored, as RFC 6749 section 3.2 demands. */
export const tokenForm = z
  .object({
    grant_type: grantType,
    refresh_token: parameter,
    resource: resource.optional(),
    scope: parameter,
    ...client,
  })
  .meta({ example: { grant_type: 'refresh_token', refresh_token: 'the refresh_token of a login' } });
export type TokenForm = z.infer<typeof tokenForm>;

export const tokenOfForm = z
  .object({ token: required, token_type_hint: parameter, ...client })
  .meta({ example: { token: 'an access token or a refresh token' } });
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
