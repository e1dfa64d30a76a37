import { emailAddress as writtenAddress, LONGEST_EMAIL_ADDRESS } from '@hallpass/contracts';
import { z } from 'zod';

/** An e-mail address as we store and compare it: trimmed, lower case. */
export const emailAddress = z
  .string()
  .trim()
  .max(LONGEST_EMAIL_ADDRESS)
  .pipe(writtenAddress)
  .pipe(z.string().toLowerCase());

/** The normalised address, or undefined where the text is no address (so no account can have it). */
export function normaliseEmail(text: string): string | undefined {
  return emailAddress.safeParse(text).data;
}
