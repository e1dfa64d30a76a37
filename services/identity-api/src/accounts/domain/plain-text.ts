import { z } from 'zod';

/** A line of text that a person wrote: trimmed, 1 to `max` characters, no control characters, well-formed Unicode. */
export function plainText(max: number): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(1)
    .refine((text) => [...text].length <= max, `at most ${max} characters`)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'no control characters, well-formed Unicode');
}

/** What others see of a person. */
export const displayName = plainText(80);
