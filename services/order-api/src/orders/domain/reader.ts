import type { TokenSubject } from '@hallpass/contracts';

/** Who asks for orders: an account, or a client that speaks for itself; and whether the orders of others are theirs to see. */
export interface Reader extends TokenSubject {
  readonly readsAny: boolean;
}
