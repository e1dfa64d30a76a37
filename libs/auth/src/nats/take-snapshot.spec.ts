import type { NatsConnection } from '@nats-io/transport-node';
import { LocalIssuer, NOW, ISSUER } from '../../test/local-issuer.js';
import { RevocationState } from '../revocation/revocation-state.js';
import { RevocationIntake } from '../revocation/revocation-intake.js';
import { snapshotClaims, type SnapshotPart } from '../revocation/revocation-snapshot.js';
import { SecurityEventVerifier } from '../revocation/security-event-verifier.js';
import { readSnapshotRequest } from './snapshot-protocol.js';
import { takeSnapshot } from './take-snapshot.js';

const end = { created: 'first', config: {}, state: { last_seq: 50, messages: 50 } };

describe('taking a snapshot', () => {
  let issuer: LocalIssuer;
  let state: RevocationState;

  beforeAll(async () => (issuer = await LocalIssuer.create()));
  beforeEach(() => (state = new RevocationState()));

  /** What comes of it when the issuer answers so: with two parts that differ in how far they go, unless it is told otherwise. */
  const take = async (answer: (part: number) => Partial<SnapshotPart> | undefined): Promise<number> => {
    const sign = (about: Partial<SnapshotPart>, part: number): Promise<string> => {
      const events = [{ kind: 'session', sub: 'alice', sid: `session-${part}` }] as const;
      const whole = { stream: 'first', upTo: 40 + part, part, parts: 2, events, ...about };
      return issuer.signSnapshot(snapshotClaims(whole, ISSUER, NOW));
    };
    const request = async (_subject: string, body: string) => {
      const part = readSnapshotRequest(body)?.part ?? -1;
      const about = answer(part);
      const text = about === undefined ? '' : await sign(about, part);
      return { data: Buffer.from(text), string: () => text };
    };
    const verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
    const sink = new RevocationIntake(verifier, state, 3000);
    return takeSnapshot({ request } as unknown as NatsConnection, sink, end, new AbortController().signal);
  };

  it('applies every part, and goes as far as the one that goes least far', async () => {
    await expect(take(() => ({}))).resolves.toBe(40);
    expect([...state.inForce()]).toMatchObject([{ sid: 'session-0' }, { sid: 'session-1' }]);
  });

  it('goes no further than the stream: what the issuer has read beyond may be gone from there', async () => {
    await expect(take(() => ({ upTo: 60 }))).resolves.toBe(50);
  });

  it.each<[string, (part: number) => Partial<SnapshotPart> | undefined]>([
    ['has none', () => undefined],
    ['has none any more', (part) => (part === 0 ? {} : undefined)],
    ['is about another stream', () => ({ stream: 'second' })],
    ['sends another part', () => ({ part: 1 })],
    ['sends one of another number of parts', (part) => (part === 0 ? {} : { parts: 3 })],
    ['has more parts than there can be', () => ({ parts: 1_000_000 })],
  ])('comes to nothing when the issuer %s', async (_case, answer) => {
    await expect(take(answer)).rejects.toThrow(/^the issuer/);
  });

  it('ends when it is stopped', async () => {
    const never = { request: () => new Promise(() => undefined) } as unknown as NatsConnection;
    const verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
    const stopping = new AbortController();
    const taking = takeSnapshot(never, new RevocationIntake(verifier, state, 3000), end, stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(taking).rejects.toThrow('stopped');
  });
});
