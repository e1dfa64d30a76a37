import { isUuid } from '@hallpass/contracts';
import { z } from 'zod';

const uuid = z.custom<string>(isUuid);

/**
 * The claims of an access token of ours (RFC 9068 section 2.2), with the types that resource servers demand of them. A token with
 * a session speaks for an account.
 */
export const ownAccessToken = z
  .looseObject({
    sub: z.string().min(1),
    client_id: z.string().min(1),
    sid: uuid.exactOptional(),
    epoch: z.int().nonnegative().exactOptional(),
    scope: z.string().optional(),
    roles: z.array(z.string()).optional(),
    amr: z.array(z.string()).optional(),
    auth_time: z.number().nonnegative().optional(),
  })
  .refine(({ sub, sid }) => sid === undefined || isUuid(sub));
export type OwnAccessToken = z.infer<typeof ownAccessToken>;
