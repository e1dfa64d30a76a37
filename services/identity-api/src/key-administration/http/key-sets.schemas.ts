import { plainText } from '@hallpass/contracts';
import { z } from 'zod';
import { announcedShape } from '../../outbox/http/wait.js';

export const withdrawalBody = z
  .strictObject({ reason: plainText(500) })
  .meta({ example: { reason: 'the key may have leaked' } });
export type WithdrawalBody = z.infer<typeof withdrawalBody>;

/** Nothing that is no thumbprint or use case reaches the key ring. */
export const kidParameter = z.string().regex(/^[\w-]{1,256}$/);
export const useCaseParameter = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .meta({ example: 'order-api' });

const time = z.iso.datetime();
const keySchema = z.object({
  kid: z.string(),
  alg: z.string(),
  use: z.enum(['sig', 'enc']),
  state: z.enum(['published', 'active', 'retiring', 'retired', 'withdrawn']),
  createdAt: time,
  activatesAt: time,
  retiresAt: time.nullable(),
  expiresAt: time.nullable(),
  withdrawnAt: time.nullable(),
  withdrawnReason: z.string().nullable(),
});
export const keySetsSchema = z.object({
  items: z.array(
    z.object({
      useCase: z.string(),
      typ: z.string(),
      audience: z.string().nullable(),
      jwksUri: z.url(),
      keys: z.array(keySchema),
    }),
  ),
});
export const rotatedSchema = z.object({ useCase: z.string(), kid: z.string(), activatesAt: time });
export const withdrawnSchema = z.object({
  kid: z.string(),
  useCase: z.string(),
  replacementKid: z.string(),
  ...announcedShape,
});
