import { RevocationState, type RevocationSink } from '@hallpass/verifier';
import { SECURITY_STREAM } from '@hallpass/verifier/issuer';
import { natsRevocationFeed } from '@hallpass/verifier/nats';
import { NatsClient } from '@hallpass/messaging';
import { eventually } from '@hallpass/testing';
import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';
import { accepts } from './tokens.js';

interface Report {
  known: number;
  applied: number;
  complete: boolean;
  missing: { name: string; pid: number }[];
}

describe('waiting for the verifiers', () => {
  let identity: IdentityApp;
  let admin: LoggedIn;
  let person: LoggedIn;
  beforeEach(async () => {
    identity = await IdentityApp.start();
    const people = new People(identity);
    [admin, person] = [await people.admin(), await people.customer()];
  });
  afterEach(() => identity?.stop());

  const deactivate = (query = '') =>
    identity.post(`/v1/admin/users/${person.id}/deactivate${query}`, { token: admin.token, body: { reason: 'left' } });
  const known = (count: number) =>
    eventually(async () => expect((await identity.get('/metrics')).body).toContain(`verifiers_known ${count}`));
  /** A verifier that hears the bus, and never takes anything to heart. */
  const deafVerifier = async () => {
    const state = new RevocationState();
    const sink: RevocationSink = {
      apply: () => Promise.resolve(),
      isInForce: (event) => state.isInForce(event),
      onApplied: () => () => undefined,
      applySnapshot: () => Promise.reject(new Error('not asked for')),
      snapshot: () => [],
      remembersMs: 0,
      reliesForMs: 3000,
    };
    const feed = natsRevocationFeed({ servers: identity.nats.url, name: 'deaf' });
    await feed.start(sink);
    return feed;
  };

  it('answers that the event is in force at every verifier, when it is', async () => {
    const replica = await identity.replica();
    expect(await accepts(replica, person.token)).toBe(true);
    await known(2);
    const verifiers: Report = { known: 2, applied: 2, complete: true, missing: [] };
    expect((await deactivate('?wait=applied&timeout=20s')).body).toMatchObject({ propagation: 'applied', verifiers });
    expect(await accepts(replica, person.token)).toBe(false);
  });

  it('waits for the verifiers unasked, so that the next request is refused', async () => {
    const replica = await identity.replica({ REVOCATION_CONFIRM_MS: '10000' });
    await known(2);
    expect(await accepts(identity, person.token)).toBe(true);
    const headers = { authorization: `Bearer ${person.token}` };
    const ended = await replica.post('/v1/auth/logout', { headers });
    expect(ended.headers.get('hallpass-propagation')).toBe('published');
    expect(await accepts(identity, person.token)).toBe(false);
  });

  it('names the verifier that has not applied it in time, and does not claim that it is applied', async () => {
    const deaf = await deafVerifier();
    await known(2);
    const { status, body } = await deactivate('?wait=applied&timeout=3s');
    expect([status, body.propagation]).toEqual([200, 'published']);
    const missing = [{ name: 'deaf', pid: process.pid }];
    expect(body.verifiers).toMatchObject({ known: 2, applied: 1, missing });
    expect(Date.parse(body.verifiers.missing[0].lastSeenAt)).toBeLessThanOrEqual(Date.now());
    expect((await deactivate()).body).toEqual({
      id: person.id,
      status: 'deactivated',
      tokenEpoch: 1,
      endedSessions: 0,
      propagation: 'published',
    });
    await deaf.stop();
    await known(1);
  });

  it('says pending, and who has not heard of it, while the broker is away', async () => {
    await known(1);
    await identity.nats.kill9();
    const { body } = await deactivate('?wait=applied&timeout=100ms');
    expect(body).toMatchObject({ propagation: 'pending', verifiers: { known: 1, applied: 0 } });
    expect((await deactivate()).body.propagation).toBe('pending');
    expect((await deactivate('?wait=published')).body.propagation).toBe('pending');
    await identity.nats.restart();
  });

  it('does not claim that it is applied while the broker takes no event: who starts now would not learn of it', async () => {
    await known(1);
    const wait = '?wait=applied&timeout=20s';
    const reactivate = () => identity.post(`/v1/admin/users/${person.id}/reactivate${wait}`, { token: admin.token });
    expect((await reactivate()).body).toMatchObject({ propagation: 'applied' });
    const { streams } = await identity.app.get(NatsClient, { strict: false }).manager();
    await streams.update(SECURITY_STREAM, { sealed: true } as object); // nats.js sends it, and has no type for it
    const { body } = await deactivate('?wait=applied&timeout=20s');
    const verifiers: Report = { known: 1, applied: 1, complete: true, missing: [] };
    expect(body).toMatchObject({ propagation: 'pending', verifiers });
  });

  it('answers without the verifiers where only the broker is to be waited for', async () => {
    const deaf = await deafVerifier();
    await known(2);
    const { body } = await deactivate('?wait=published');
    expect(body.propagation).toBe('published');
    expect(body).not.toHaveProperty('verifiers');
    await deaf.stop();
  });

  it('takes the same for the end of a session, roles, reactivation and the withdrawal of a key', async () => {
    await known(1);
    const wait = '?wait=applied&timeout=20s';
    const path = `/v1/admin/users/${person.id}`;
    const { token } = admin;
    const { items } = (await identity.get('/v1/admin/key-sets', { token })).body;
    const { keys } = items.find(({ useCase }: { useCase: string }) => useCase === 'order-api');
    const answers = [
      await identity.call('DELETE', `${path}/sessions/${person.sid}${wait}`, { token }),
      await identity.call('PUT', `${path}/roles${wait}`, { token, body: { roles: ['support'] } }),
      await identity.post(`${path}/reactivate${wait}`, { token }),
      await identity.post(`/v1/admin/keys/${keys[0].kid}/withdraw${wait}`, { token, body: { reason: 'lost' } }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.propagation]).toEqual([200, 'applied']);
      expect(body.verifiers).toEqual({ known: 1, applied: 1, complete: true, missing: [] });
    }
  });

  it.each([
    '?wait=never',
    '?wait=applied&timeout=2',
    '?wait=applied&timeout=31s',
    '?wait=applied&timeout=0ms',
    '?timeout=2s',
  ])('refuses %s', async (query) => {
    expect(await deactivate(query)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
