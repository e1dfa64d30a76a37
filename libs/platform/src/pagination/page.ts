import { z } from 'zod';

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** What to send as `cursor` for the next page; null on the last one. */
  nextCursor: string | null;
}

/** The query of every list: `limit` from 1 to 100 (20 by default), `cursor` as the previous page gave it. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(1024).optional(),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** The schema of a page of items, for OpenAPI. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
