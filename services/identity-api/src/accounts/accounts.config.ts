import { availableParallelism } from 'node:os';
import { insecureWhen } from '@hallpass/platform';
import { z } from 'zod';

/** One processor, and one of the 4 threads of libuv's pool, are left to everything else: signatures need them too. */
const defaultConcurrency = Math.min(3, Math.max(1, availableParallelism() - 1));

/** Spread into the schema of the service's configuration. */
export const accountsConfig = {
  /** Passwords that are hashed at the same time. */
  HASHING_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(defaultConcurrency)
    .meta({ description: 'a number from 1 to 64', byDefault: 'one less than the processors, from 1 to 3' }),
  /** Passwords that may wait to be hashed. A request beyond that is answered with 503: one of the key that has most of them. */
  HASHING_QUEUE: z.coerce.number().int().min(0).max(10_000).default(256).describe('a number from 0 to 10000'),
  /** Creates the demo accounts, whose passwords are public. */
  SEED_DEMO: insecureWhen(
    z.stringbool().default(false).describe('true or false'),
    (value) => value,
    'everybody knows the passwords of the demo accounts',
  ),
} as const;
