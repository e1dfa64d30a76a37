import type { Money } from '@hallpass/contracts';

export type OrderStatus = 'placed' | 'cancelled';

/** A line of an order: the name and the price are a snapshot of when it was placed. */
export interface OrderLine {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

export interface Order {
  readonly id: string;
  /** The subject of the account that placed it. */
  readonly sub: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly placedAt: Date;
  readonly cancelledAt: Date | null;
}
