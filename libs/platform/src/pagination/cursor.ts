import { z } from 'zod';
import { invalidCursor } from '../problems/platform.problems.js';

/** An opaque cursor: base64url of the JSON of the last item's sort key. Not a secret, and not a permission. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

const fromCursor = z.base64url().transform((text, context): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

/**
 * The position that a cursor stands for; undefined without a cursor.
 *
 * @param schema what {@link encodeCursor} was given
 * @throws {ProblemError} `invalid_cursor` (400) when it is not one of ours
 */
export function decodeCursor<S extends z.ZodType>(cursor: string, schema: S): z.output<S>;
export function decodeCursor<S extends z.ZodType>(cursor: string | undefined, schema: S): z.output<S> | undefined;
export function decodeCursor<S extends z.ZodType>(cursor: string | undefined, schema: S): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  const result = fromCursor.pipe(schema).safeParse(cursor);
  if (!result.success) throw invalidCursor();
  return result.data;
}
