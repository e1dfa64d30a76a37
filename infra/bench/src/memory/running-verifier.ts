import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { AuthHealth, AuthModule, type KeySource, type Principal } from '@hallpass/auth';
import { natsRevocationFeed, type NatsRevocationFeedOptions } from '@hallpass/auth/nats';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { ISSUER } from './real-token.ts';

/** An application with the auth library and the real feed; it starts when it is initialized. */
export function verifierApplication(
  servers: string,
  keySource: KeySource,
  more: Pick<NatsRevocationFeedOptions, 'snapshots'> = {},
): Promise<INestApplicationContext> {
  const module = AuthModule.forRoot({
    issuer: ISSUER,
    audience: 'urn:hallpass:order-api',
    keySource,
    securityEventKeySource: keySource,
    revocation: { feed: natsRevocationFeed({ servers, name: 'bench', ...more }), whenStale: { mode: 'deny' } },
  });
  return NestFactory.createApplicationContext(module, { logger: ['error'] });
}

/** Until events have been replayed, and the feed is fresh. */
export async function untilReady(app: INestApplicationContext): Promise<void> {
  for (;;) {
    try {
      return await app.get(AuthHealth).check();
    } catch {
      await delay(5); // Asked again until it is.
    }
  }
}

/** What the guard asks. */
export interface Authenticator {
  known(authorization: string): Principal | undefined;
  authenticate(authorization: string, token: string): Promise<Principal>;
}

/** The library does not export it, as nobody but its guard has business with it: it is looked for among the providers. */
export function authenticatorOf(app: INestApplicationContext): Authenticator {
  const auth = [...app.get(ModulesContainer).values()].find(({ metatype }) => metatype === AuthModule);
  const providers = [...(auth?.providers.values() ?? [])];
  const found = providers.find(({ instance }) => (instance as object | null)?.constructor.name === 'Authenticator');
  if (found === undefined) throw new Error('The auth library has no Authenticator any more.');
  return found.instance as Authenticator;
}
