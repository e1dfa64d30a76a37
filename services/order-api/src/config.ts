import { resourceServerConfig } from '@hallpass/resource-server';
import { z } from 'zod';

/** What the environment of this service may say; the keys are the names of the variables. */
export const configSchema = resourceServerConfig('order-api').extend({
  /** How long a repeated request with the same Idempotency-Key gets the same order; afterwards it places a new one. */
  IDEMPOTENCY_KEY_HOURS: z.coerce.number().int().min(1).max(8760).default(24).describe('hours from 1 to 8760'),
  /** Orders that one account may place or cancel in a minute, at each replica. */
  ORDER_CHANGES_PER_MINUTE: z.coerce.number().int().min(1).default(300).describe('a number, at least 1'),
});
export type Config = z.infer<typeof configSchema>;

/** The token under which Nest provides the {@link Config}. */
export const CONFIG = Symbol('Config');
