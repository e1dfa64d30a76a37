import { z } from 'zod';

/** Octets of the longest address that mail systems carry (RFC 5321 section 4.5.3.1.3, less the angle brackets). */
export const LONGEST_EMAIL_ADDRESS = 254;
/** Octets of the longest local part (RFC 5321 section 4.5.3.1.1). */
const LONGEST_LOCAL_PART = 64;

/**
 * An e-mail address as browsers take it for `<input type="email">` (WHATWG HTML, "valid e-mail address"), no longer than mail
 * systems carry. ASCII only: a domain in another script is written in its A-label form (`xn--…`).
 */
export const emailAddress = z
  .email({ pattern: z.regexes.html5Email })
  .max(LONGEST_EMAIL_ADDRESS)
  .refine((address) => address.lastIndexOf('@') <= LONGEST_LOCAL_PART, 'at most 64 characters before the @');
