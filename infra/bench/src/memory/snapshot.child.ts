/**
 * Starts a verifier where an issuer gives snapshots of what it has revoked, and both live in this process. The stream is as long
 * as it takes for a snapshot to be asked for; what more is revoked, the issuer is told directly. Parameters: the broker's URL, how
 * many revocations.
 */
import { randomUUID } from 'node:crypto';
import { REVOCATION_SNAPSHOT_TYP } from '@hallpass/verifier/issuer';
import { answer, flat } from '../child.ts';
import { ISSUER } from './real-token.ts';
import { startVerifier, untilReady } from './running-verifier.ts';
import { eventIssuer, publishEvents } from './security-events.ts';

const STREAM_EVENTS = 5_000;
const [servers = '', count = 0] = [process.argv[2], Number(process.argv[3])];
const issuer = await eventIssuer();
await publishEvents(servers, issuer, STREAM_EVENTS);
const sign = issuer.sign.bind(undefined, REVOCATION_SNAPSHOT_TYP);
const giving = await startVerifier(servers, issuer.keySource, { snapshots: { issuer: ISSUER, sign } });
await untilReady(giving);
const revocations = giving.state;
for (let i = STREAM_EVENTS; i < count; i++) {
  if (i % 2 === 0) revocations.apply({ kind: 'account', change: 'account-disabled', sub: id(), minEpoch: 1 });
  else revocations.apply({ kind: 'session', sub: id(), sid: id() });
}
const startedAt = performance.now();
const verifier = await startVerifier(servers, issuer.keySource);
await untilReady(verifier);
const ms = performance.now() - startedAt;
const { accounts, sessions, applied } = verifier.state.stats();
await Promise.all([verifier.stop(), giving.stop()]);
answer({ count: accounts + sessions, applied, ms });

function id(): string {
  return flat(randomUUID());
}
