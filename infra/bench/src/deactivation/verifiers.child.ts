/**
 * Verifiers: so many applications with the auth library, each with a connection, a state and a cache of its own. Parameters: the
 * issuer, the broker's URL, how many. Sends their addresses once they are ready; then, some time after an account event, the moments
 * in which each of them had applied it: to send them at once would hold up the verifiers that are still at it.
 */
import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import { AuthHealth, AuthModule, RevocationState } from '@hallpass/auth';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { answer } from '../child.ts';

const [issuer = '', servers = '', count = 0] = [process.argv[2], process.argv[3], Number(process.argv[4])];

/** One guarded route. Decorators are called by hand: this file runs as it is, with nothing compiled. */
class GuardedController {
  read(): string {
    return 'ok';
  }
}
Controller()(GuardedController);
Get('guarded')(
  GuardedController.prototype,
  'read',
  Object.getOwnPropertyDescriptor(GuardedController.prototype, 'read') ?? {},
);

const TELL_AFTER_MS = 100;
const applied: object[] = [];
let telling: NodeJS.Timeout | undefined;

const urls = await Promise.all(Array.from({ length: count }, (_, index) => start(index)));
answer({ urls });

async function start(index: number): Promise<string> {
  class VerifierModule {}
  Module({
    imports: [
      AuthModule.forRoot({
        issuer,
        audience: 'urn:hallpass:order-api',
        revocation: { feed: natsRevocationFeed({ servers, name: `verifier-${index}` }), whenStale: { mode: 'deny' } },
      }),
    ],
    controllers: [GuardedController],
  })(VerifierModule);
  const app = await NestFactory.create(VerifierModule, new FastifyAdapter(), { logger: ['error', 'warn'] });
  app.get(RevocationState).onRevoked((event) => {
    if (event.kind !== 'account' || event.change !== 'account-disabled') return;
    applied.push({ verifier: index, sub: event.sub, minEpoch: event.minEpoch, at: String(process.hrtime.bigint()) });
    telling ??= setTimeout(tell, TELL_AFTER_MS);
  });
  await app.listen(0, '127.0.0.1');
  while (!(await isReady(app.get(AuthHealth)))) await delay(20);
  return app.getUrl();
}

function tell(): void {
  telling = undefined;
  answer({ applied: applied.splice(0) });
}

async function isReady(health: AuthHealth): Promise<boolean> {
  try {
    await health.check();
    return true;
  } catch {
    return false; // Asked again until it is.
  }
}
