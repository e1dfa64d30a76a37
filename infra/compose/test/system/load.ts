import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  anyProduct,
  expecting,
  Person,
  placeOrder,
  read,
  RESOURCES,
  send,
  until,
  type Answer,
} from '@hallpass/embedded';
import { urls } from './shared-system.ts';

/** Everything that clients do, over and over, and what was answered otherwise than it should be. */
export class Load {
  readonly failures: string[] = [];
  readonly #loops: Promise<void>[];
  #answered = 0;
  #stopped = false;

  private constructor(requests: Readonly<Record<string, [status: number, send: () => Promise<Answer<unknown>>]>>) {
    this.#loops = Object.entries(requests).map(([name, [status, send]]) => this.#repeat(name, status, send));
  }

  /** Requests of every kind, to every service: such as the gateway may send again, and such as it may not. */
  static async start(): Promise<Load> {
    const person = await Person.stranger(urls).arrive();
    const session = await person.signIn();
    const productId = await anyProduct(urls, session.orders);
    // Somebody else: a login beyond the most sessions that an account may have ends the oldest.
    const visitor = await Person.stranger(urls).arrive();
    let refreshed = 0;
    return new Load({
      'read an account': [200, () => read(urls, 'identity', session.identity)],
      'read orders': [200, () => read(urls, 'orders', session.orders)],
      'read notifications': [200, () => read(urls, 'notifications', session.notifications)],
      'place an order': [201, () => placeOrder(urls, session.orders, { productId, quantity: 1 })],
      'log in': [200, () => visitor.login()],
      'change a name': [
        200,
        () => {
          const json = { displayName: randomUUID() };
          return send('PATCH', `${urls.identity}/v1/me`, { token: session.identity, json });
        },
      ],
      refresh: [
        200,
        async () => {
          // Each in its turn, so that no token is used for longer than it lives.
          const resource = RESOURCES[refreshed % RESOURCES.length] ?? 'identity';
          const answer = await person.refresh(session.refreshToken, resource);
          if (answer.status !== 200) return answer;
          refreshed += 1;
          session.refreshToken = answer.body.refresh_token;
          session[resource] = answer.body.access_token;
          return answer;
        },
      ],
    });
  }

  /** Resolves when so many more requests have been answered. */
  async more(count: number): Promise<void> {
    const enough = this.#answered + count;
    await until(`${count} more answers`, async () => this.#answered >= enough || undefined, 60_000);
  }

  /** @returns how many requests were answered as they should be */
  async stop(): Promise<number> {
    this.#stopped = true;
    await Promise.all(this.#loops);
    return this.#answered;
  }

  async #repeat(name: string, status: number, send: () => Promise<Answer<unknown>>): Promise<void> {
    while (!this.#stopped) {
      try {
        expecting(status, await send());
        this.#answered += 1;
      } catch (error) {
        this.failures.push(
          `${new Date().toISOString()} ${name}: ${String(error)} ${String((error as Error).cause ?? '')}`,
        );
      }
      // A client, not a flood: both processors belong to the system as well.
      await delay(10);
    }
  }
}
