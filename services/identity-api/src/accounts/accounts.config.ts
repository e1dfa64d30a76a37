import { availableParallelism } from 'node:os';
import { insecureWhen } from '@hallpass/platform';
import { z } from 'zod';

/** One processor, and one of the 4 threads of libuv's pool, are left to everything else: signatures need them too. */
const defaultConcurrency = Math.min(3, Math.max(1, availableParallelism() - 1));

/** Spread into the schema of the service's configuration. */
export const accountsConfig = {
  /** Passwords hashed at once. */
  HASHING_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(defaultConcurrency)
    .describe('a number from 1 to 64'),
  /** Passwords that may wait for their turn; beyond it the answer is 503. */
  HASHING_QUEUE: z.coerce.number().int().min(0).max(10_000).default(64).describe('a number from 0 to 10000'),
  SEED_DEMO: insecureWhen(
    z.stringbool().default(false).describe('true or false'),
    (value) => value,
    'everybody knows the passwords of the demo accounts',
  ),
} as const;
