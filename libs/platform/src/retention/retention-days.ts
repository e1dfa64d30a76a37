import { z } from 'zod';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A life in whole days of a variable, parsed to milliseconds. */
export function retentionDays(byDefault: number, { min = 1 } = {}) {
  return z.coerce
    .number()
    .int()
    .min(min)
    .max(36_500)
    .default(byDefault)
    .transform((days) => days * DAY_MS)
    .describe(`days from ${min} to 36500`);
}
