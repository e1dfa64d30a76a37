/**
 * Replays security events into a verifier that starts: the real feed over the real broker, every signature verified.
 * Parameters: the broker's URL, how many events.
 */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  AuthHealth,
  AuthModule,
  RevocationState,
  SECURITY_STREAM,
  SECURITY_SUBJECTS,
  securityEventClaims,
  securityEventSubject,
  type KeySource,
  type SecurityEvent,
} from '@hallpass/auth';
import { natsRevocationFeed } from '@hallpass/auth/nats';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { generateKeyPair, SignJWT } from 'jose';
import { setTimeout as delay } from 'node:timers/promises';
import { answer } from '../child.ts';
import { ISSUER } from './real-token.ts';

const BATCH = 500;
const [servers = '', count = 0] = [process.argv[2], Number(process.argv[3])];
const { privateKey, publicKey } = await generateKeyPair('EdDSA');
const keySource: KeySource = {
  getKey: async (kid) => ({ kid, alg: 'EdDSA', key: publicKey }),
  withdraw: () => undefined,
};

await publishAll();
const app = await NestFactory.create(
  AuthModule.forRoot({
    issuer: ISSUER,
    audience: 'urn:hallpass:order-api',
    keySource,
    securityEventKeySource: keySource,
    revocation: { feed: natsRevocationFeed({ servers, name: 'bench' }), whenStale: { mode: 'deny' } },
  }),
  new FastifyAdapter(),
  { logger: ['error'] },
);
const startedAt = performance.now();
await app.init();
while (!(await isReady())) await delay(5);
const ms = performance.now() - startedAt;
const { accounts } = app.get(RevocationState).stats();
await app.close();
answer({ count: accounts, ms });

async function publishAll(): Promise<void> {
  const connection = await connect({ servers });
  await (await jetstreamManager(connection)).streams.add({ name: SECURITY_STREAM, subjects: [SECURITY_SUBJECTS] });
  const js = jetstream(connection);
  for (let done = 0; done < count; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - done) }, () => publishOne(js));
    await Promise.all(batch);
  }
  await connection.close();
}

async function publishOne(js: ReturnType<typeof jetstream>): Promise<void> {
  const event: SecurityEvent = { kind: 'account', change: 'account-disabled', sub: randomUUID(), minEpoch: 1 };
  const claims = securityEventClaims(event, { issuer: ISSUER, jti: randomUUID(), iat: Math.floor(Date.now() / 1000) });
  const header = { alg: 'EdDSA', kid: 'events', typ: 'secevent+jwt' };
  await js.publish(securityEventSubject(event), await new SignJWT(claims).setProtectedHeader(header).sign(privateKey));
}

async function isReady(): Promise<boolean> {
  try {
    await app.get(AuthHealth).check();
    return true;
  } catch {
    return false; // Asked again until it is.
  }
}
