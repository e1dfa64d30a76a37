import { z } from 'zod';

/** A point in time with its offset, in a year from 1 to 9999 of UTC: what both a JavaScript date and PostgreSQL can tell. */
export const instant = z.iso.datetime({ offset: true }).refine((text) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999;
}, 'a time in a year from 1 to 9999');

/** The same instant as PostgreSQL takes it: an offset of more than 15:59 is none there. */
export function toUtc(time: string): string {
  return new Date(time).toISOString();
}
