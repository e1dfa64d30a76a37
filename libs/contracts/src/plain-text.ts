import { z } from 'zod';

/** Control characters, separators of lines and paragraphs, and what turns the direction of a text (Unicode, PropList.txt). */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
/** A character that leaves ink: fillers and U+2800, the empty Braille pattern, count as letters and symbols and leave none. */
const VISIBLE = /[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\u2800]]/v;

/**
 * A line of text that a person wrote: trimmed, 1 to `max` characters (code points), one of them visible; well-formed Unicode
 * without control characters, separators of lines and paragraphs, and bidirectional controls.
 */
export function plainText(max: number): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(1)
    .refine((text) => [...text].length <= max, `at most ${max} characters`)
    .refine(
      (text) => text.isWellFormed() && !FORBIDDEN.test(text),
      'well-formed Unicode without control characters, separators of lines and bidirectional controls',
    )
    .refine((text) => VISIBLE.test(text), 'at least one visible character');
}

/** What others see of a person. */
export const displayName = plainText(80);
