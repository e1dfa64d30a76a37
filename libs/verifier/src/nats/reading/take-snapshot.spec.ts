import { nanos, type Msg } from '@nats-io/transport-node';
import { LocalIssuer, NOW, ISSUER } from '../../testing/local-issuer.js';
import { RevocationState } from '../../revocation/revocation-state.js';
import { RevocationIntake } from '../../revocation/revocation-intake.js';
import { snapshotClaims, type SnapshotPart } from '../../revocation/revocation-snapshot.js';
import { SecurityEventVerifier } from '../../revocation/security-event-verifier.js';
import { readSnapshotRequest } from '../wire/snapshot-protocol.js';
import { takeSnapshot, type SnapshotReach } from './take-snapshot.js';

const PARTS = 2;
const stream = { created: 'first', config: { max_age: nanos(360_000) }, state: { last_seq: 50, messages: 50 } };

describe('taking a snapshot', () => {
  let issuer: LocalIssuer;
  let state: RevocationState;
  let sink: RevocationIntake;

  beforeAll(async () => (issuer = await LocalIssuer.create()));
  beforeEach(() => {
    state = new RevocationState();
    const verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
    sink = new RevocationIntake(verifier, state, 3000);
  });

  /** What comes of it when the issuer answers so: with parts that differ in how far they go, unless it is told otherwise. */
  const take = (answer: (part: number) => Partial<SnapshotPart> | undefined): Promise<SnapshotReach> => {
    const sign = (about: Partial<SnapshotPart>, part: number): Promise<string> => {
      const events = [{ kind: 'session', sub: 'alice', sid: `session-${part}` }] as const;
      const usual = { stream: 'first', upTo: 40 + part, remembersMs: 360_000, part, parts: PARTS, events };
      return issuer.signSnapshot(snapshotClaims({ ...usual, ...about }, ISSUER, NOW));
    };
    const request = async (_subject: string, body: string) => {
      const part = readSnapshotRequest(body, '_INBOX.x')?.part ?? -1;
      const about = answer(part);
      const text = about === undefined ? '' : await sign(about, part);
      return { data: Buffer.from(text), string: () => text } as unknown as Msg;
    };
    return takeSnapshot({ request }, sink, stream, new AbortController().signal, PARTS);
  };

  it('applies every part, and says how far they go', async () => {
    await expect(take(() => ({}))).resolves.toEqual({ upTo: 40, furthest: 41 });
    const sids = [...state.inForce()].map((event) => event.kind === 'session' && event.sid);
    expect(sids.sort()).toEqual(['session-0', 'session-1']);
  });

  it.each<[string, (part: number) => Partial<SnapshotPart> | undefined]>([
    ['has none', () => undefined],
    ['has none any more', (part) => (part === 0 ? {} : undefined)],
    ['is about another stream', () => ({ stream: 'second' })],
    ['sends another part', () => ({ part: 1 })],
    ['deals to another number of parts', () => ({ parts: 3 })],
    ['forgets sooner than the stream', () => ({ remembersMs: 359_999 })],
  ])('comes to nothing when the issuer %s', async (_case, answer) => {
    await expect(take(answer)).rejects.toThrow(/^the issuer/);
  });

  it('asks for no more than is remembered here, however long the stream keeps it', async () => {
    state = new RevocationState({ horizonMs: 60_000 });
    const verifier = new SecurityEventVerifier({ issuer: ISSUER, keySource: issuer.securityEventKeySource });
    sink = new RevocationIntake(verifier, state, 3000);
    await expect(take(() => ({ remembersMs: 60_000 }))).resolves.toMatchObject({ upTo: 40 });
    await expect(take(() => ({ remembersMs: 59_999 }))).rejects.toThrow('forgets');
  });

  it('ends when it is stopped', async () => {
    const stopping = new AbortController();
    const taking = takeSnapshot({ request: () => new Promise(() => undefined) }, sink, stream, stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(taking).rejects.toThrow('stopped');
  });
});

describe('a request for a snapshot', () => {
  it.each<[string, string, string | undefined]>([
    ['is no JSON', 'part 0', '_INBOX.x'],
    ['names no part', '{}', '_INBOX.x'],
    ['names a part that there is not', '{"part":256}', '_INBOX.x'],
    ['names half a part', '{"part":0.5}', '_INBOX.x'],
    ['wants no answer', '{"part":0}', undefined],
    ['would have the issuer publish an event', '{"part":0}', 'security.v1.key.x'],
    ['would have the issuer ask the broker', '{"part":0}', '$JS.API.CONSUMER.DELETE.SECURITY.x'],
  ])('is none when it %s', (_case, body, reply) => {
    expect(readSnapshotRequest(body, reply)).toBeUndefined();
  });

  it('is one with a part and an inbox', () => {
    expect(readSnapshotRequest('{"part":255}', '_INBOX_order-api.x.1')).toEqual({ part: 255 });
  });
});
