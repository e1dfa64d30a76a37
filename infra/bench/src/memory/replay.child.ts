/**
 * Replays security events into a verifier that starts: the real feed over the real broker, every signature verified.
 * Parameters: the broker's URL, how many events.
 */
import { randomUUID } from 'node:crypto';
import {
  RevocationState,
  SECURITY_STREAM,
  SECURITY_SUBJECTS,
  securityEventClaims,
  securityEventSubject,
  type KeySource,
  type SecurityEvent,
} from '@hallpass/auth';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { generateKeyPair, SignJWT } from 'jose';
import { answer } from '../child.ts';
import { ISSUER } from './real-token.ts';
import { untilReady, verifierApplication } from './running-verifier.ts';

const BATCH = 500;
const [servers = '', count = 0] = [process.argv[2], Number(process.argv[3])];
const { privateKey, publicKey } = await generateKeyPair('EdDSA');
const keySource: KeySource = {
  getKey: async (kid) => ({ kid, alg: 'EdDSA', key: publicKey }),
  withdraw: () => undefined,
};

await publishAll();
const startedAt = performance.now();
const app = await verifierApplication(servers, keySource);
await untilReady(app);
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
