import type { Money } from '@hallpass/contracts';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly unitPrice: Money;
}
