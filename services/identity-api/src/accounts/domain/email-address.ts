import { z } from 'zod';

/** Octets of the longest address that mail systems carry (RFC 5321 section 4.5.3.1.3, less the angle brackets). */
const LONGEST = 254;

/** An e-mail address as we store and compare it: trimmed, lower case. */
export const emailAddress = z.string().trim().toLowerCase().max(LONGEST).pipe(z.email());

/** The normalised address, or undefined where the text is no address (so no account can have it). */
export function normaliseEmail(text: string): string | undefined {
  return emailAddress.safeParse(text).data;
}
