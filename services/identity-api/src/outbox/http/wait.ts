import { z } from 'zod';
import type { Wait } from '../propagation.js';

const DEFAULT_TIMEOUT_MS = 2_000;
const MAX_TIMEOUT_MS = 30_000;

const timeout = z
  .string()
  .regex(/^\d{1,5}(ms|s)$/, 'a number with its unit, such as 500ms or 2s')
  .refine((text) => milliseconds(text) >= 1 && milliseconds(text) <= MAX_TIMEOUT_MS, 'from 1ms to 30s')
  .describe('How long to wait for `applied`, such as `500ms` or `2s`: from 1ms to 30s, 2s by default');

/** The query of a route that revokes. Without it the answer waits for the verifiers briefly, and does not mention them. */
export const waitQuery = z
  .strictObject({
    wait: z
      .enum(['applied', 'published'])
      .optional()
      .describe('`applied`: until every verifier has it, and say which has not. `published`: for the broker only'),
    timeout: timeout.optional(),
  })
  .refine((query) => query.timeout === undefined || query.wait === 'applied', {
    path: ['timeout'],
    message: 'goes with wait=applied',
  });
export type WaitQuery = z.infer<typeof waitQuery>;

/** What the query asks for; undefined is for whatever is usual. */
export function waitOf({ wait, timeout }: WaitQuery): Wait | undefined {
  if (wait === undefined) return undefined;
  if (wait === 'published') return { withinMs: 0, report: false };
  return { withinMs: timeout === undefined ? DEFAULT_TIMEOUT_MS : milliseconds(timeout), report: true };
}

function milliseconds(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('ms') ? 1 : 1000);
}

/** What an answer says about its propagation. */
export const announcedShape = {
  propagation: z
    .enum(['applied', 'published', 'pending'])
    .describe('`applied` only with wait=applied: it is in force at every verifier'),
  verifiers: z
    .object({
      known: z.int().nonnegative(),
      applied: z.int().nonnegative(),
      complete: z.boolean().describe('false while there may be verifiers that are not known yet'),
      missing: z.array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          host: z.string(),
          pid: z.int(),
          lastSeenAt: z.iso.datetime(),
        }),
      ),
    })
    .optional()
    .describe('with wait=applied: how many replicas that verify tokens have it, and which have not'),
};
