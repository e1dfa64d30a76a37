import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Person, Session } from '../../client/person.ts';
import { placeOrder, read } from '../../client/routes.ts';
import type { Ledger } from '../ledger.ts';
import { attempt, CLIENT_TIMEOUT_MS } from './attempt.ts';
import type { Rotation } from './rotation.ts';
import { signIn } from './sign-in.ts';

/** Milliseconds between two things that a customer does. */
const PACE_MS = 250;
const RETRY_MS = 150;
/** Well below the life of an access token. */
const SESSION_MS = 60_000;
const limits = { timeoutMs: CLIENT_TIMEOUT_MS };

export interface CustomerOptions {
  readonly ledger: Ledger;
  readonly rotation: Rotation;
  readonly productId: string;
}

/** Somebody who orders, and asks again with the same key until the order is answered. */
export class Customer {
  readonly person: Person;
  /** Orders that were answered with 201, by their Idempotency-Key. */
  readonly orders = new Map<string, string>();
  private readonly options: CustomerOptions;
  private session: Session | undefined;
  private signedInAt = 0;

  constructor(person: Person, options: CustomerOptions) {
    this.person = person;
    this.options = options;
  }

  /** Resolves some time after the signal, when the last order has been answered. */
  async live(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.order();
      await this.look();
      await delay(PACE_MS);
    }
  }

  private async order(): Promise<void> {
    const { ledger, productId, rotation } = this.options;
    const key = randomUUID();
    for (;;) {
      const { orders: token } = await this.signedIn();
      const { urls } = rotation.next('orders');
      const line = { productId, quantity: 1 };
      const answer = await attempt(ledger, 'an order', () => placeOrder(urls, token, line, key, limits));
      if (answer?.status === 201) {
        this.orders.set(key, answer.body.id);
        ledger.order();
        return;
      }
      if (answer !== undefined && answer.status < 500) this.refused('an order', answer);
      await delay(RETRY_MS);
    }
  }

  private async look(): Promise<void> {
    const { notifications: token } = await this.signedIn();
    const { urls } = this.options.rotation.next('notifications');
    const request = () => read(urls, 'notifications', token, limits);
    const answer = await attempt(this.options.ledger, 'a look at the inbox', request);
    if (answer !== undefined && answer.status !== 200 && answer.status < 500) this.refused('a look', answer);
  }

  private refused(what: string, answer: { status: number; body: unknown }): void {
    this.options.ledger.breach(`${what} with a good token: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.session = undefined;
  }

  private async signedIn(): Promise<Session> {
    if (this.session === undefined || performance.now() - this.signedInAt > SESSION_MS) {
      this.session = await signIn(this.options.ledger, this.person, this.options.rotation);
      this.signedInAt = performance.now();
    }
    return this.session;
  }
}
