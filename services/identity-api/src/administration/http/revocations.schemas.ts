import { z } from 'zod';
import { plainText } from '@hallpass/contracts';
import { announcedShape } from '../../outbox/http/wait.js';

export const revokeAllBody = z
  .strictObject({
    reason: plainText(500),
    id: z
      .uuid()
      .optional()
      .describe('of this revocation: sent again, it revokes nothing that was issued since. A new one by default'),
  })
  .meta({ example: { reason: 'The database was restored from a backup' } });
export type RevokeAllBody = z.infer<typeof revokeAllBody>;

export const revokedAllSchema = z.object({
  id: z.uuid(),
  minEpoch: z.int().nonnegative().describe('tokens of a lower epoch are invalid, whoever they are about'),
  revokedAt: z.iso.datetime(),
  ...announcedShape,
});
