import { randomUUID } from 'node:crypto';
import type { KeySource } from '@hallpass/verifier';
import {
  SECURITY_STREAM,
  SECURITY_SUBJECTS,
  securityEventClaims,
  securityEventSubject,
  type SecurityEvent,
} from '@hallpass/verifier/issuer';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { ISSUER } from './real-token.ts';

/** Publications under way at once. */
const BATCH = 500;

/** Signs as an issuer does, with one key. */
export interface EventIssuer {
  readonly keySource: KeySource;
  sign(typ: string, claims: JWTPayload): Promise<string>;
}

export async function eventIssuer(): Promise<EventIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  return {
    keySource: { getKey: async (kid) => ({ kid, alg: 'EdDSA', key: publicKey }), withdraw: () => undefined },
    sign: (typ, claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: 'events', typ }).sign(privateKey),
  };
}

/** Makes the stream, and publishes that many deactivations. */
export async function publishEvents(servers: string, { sign }: EventIssuer, count: number): Promise<void> {
  const connection = await connect({ servers });
  await (await jetstreamManager(connection)).streams.add({ name: SECURITY_STREAM, subjects: [SECURITY_SUBJECTS] });
  const js = jetstream(connection);
  const publishOne = async () => {
    const event: SecurityEvent = { kind: 'account', change: 'account-disabled', sub: randomUUID(), minEpoch: 1 };
    const iat = Math.floor(Date.now() / 1000);
    const claims = securityEventClaims(event, { issuer: ISSUER, jti: randomUUID(), iat });
    await js.publish(securityEventSubject(event), await sign('secevent+jwt', claims));
  };
  for (let done = 0; done < count; done += BATCH) {
    await Promise.all(Array.from({ length: Math.min(BATCH, count - done) }, publishOne));
  }
  await connection.close();
}
