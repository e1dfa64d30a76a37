/** A JetStream stream: what it keeps, and for how long. Declared once; whoever needs it first creates it. */
export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  /** Milliseconds a message is kept; 0 is for ever. */
  readonly maxAgeMs: number;
  /** The description that the broker stores when it creates the stream; may be changed afterwards. */
  readonly description?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export const STREAMS = {
  identity: { name: 'IDENTITY', subjects: ['identity.>'], maxAgeMs: 30 * DAY_MS },
  orders: { name: 'ORDERS', subjects: ['orders.>'], maxAgeMs: 30 * DAY_MS },
  /** What a consumer could not handle: `dead.<stream>.<consumer>`. */
  dead: { name: 'DEAD', subjects: ['dead.>'], maxAgeMs: 90 * DAY_MS },
} as const satisfies Record<string, StreamDefinition>;
