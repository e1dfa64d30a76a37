import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IDENTITY_EVENTS, passwordResetDetails, registeredDetails } from '@hallpass/contracts';
import { NatsClient } from '@hallpass/messaging';
import { eventually } from '@hallpass/testing';
import { compactDecrypt, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { IdentityApp, ISSUER } from './identity-app.js';
import { address, PASSWORD, People } from './people.js';
import { Records } from './records.js';

const ALG = 'ECDH-ES+A256KW';

describe('personal data on the bus', () => {
  let identity: IdentityApp;
  let recipient: Server;
  let privateKey: CryptoKey;
  beforeAll(async () => {
    const pair = await generateKeyPair(ALG, { extractable: true });
    privateKey = pair.privateKey;
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'recipient', use: 'enc', alg: ALG }] };
    recipient = createServer((_, response) => response.end(JSON.stringify(jwks)));
    await new Promise<void>((resolve) => recipient.listen(0, '127.0.0.1', resolve));
    const { port } = recipient.address() as AddressInfo;
    identity = await IdentityApp.start({ NOTIFICATIONS_JWKS_URI: `http://127.0.0.1:${port}/jwks.json` });
  });
  afterAll(async () => {
    await identity?.stop();
    recipient.close();
  });

  it('travels sealed for its recipient, and stays in the outbox only so once it has', async () => {
    const email = address();
    const { status } = await identity.post('/v1/users', { body: { email, password: 'where the wild thyme blows' } });
    expect(status).toBe(202);
    const { subject, data } = IDENTITY_EVENTS.registered;
    const message = await eventually(async () => {
      const manager = await identity.app.get(NatsClient, { strict: false }).manager();
      return manager.streams.getMessage('IDENTITY', { last_by_subj: subject });
    });
    expect(message!.string()).not.toContain(email);

    const event = message!.json<{ type: string; source: string; data: unknown }>();
    expect(event).toMatchObject({ specversion: '1.0', type: subject, source: ISSUER });
    const { sub, confidential } = data.parse(event.data);
    const { plaintext, protectedHeader } = await compactDecrypt(confidential, privateKey);
    expect(protectedHeader).toMatchObject({ alg: ALG, enc: 'A256GCM', kid: 'recipient' });
    const details = registeredDetails.parse(JSON.parse(new TextDecoder().decode(plaintext)));
    expect(details).toMatchObject({ email, verificationToken: expect.any(String) });

    const records = new Records(identity);
    await eventually(async () => expect(await records.outbox(sub)).toMatchObject([{ subject, confidential: null }]));
    const { rows } = await identity.database.pool.query('SELECT data FROM outbox WHERE account = $1', [sub]);
    expect(rows).toEqual([{ data: event.data }]);
  });

  it('is published again, as sealed as before, to a broker that has lost its state', async () => {
    const nats = identity.app.get(NatsClient, { strict: false });
    const last = async () => (await nats.manager()).streams.getMessage('IDENTITY', { last_by_subj: subject });
    const { subject } = IDENTITY_EVENTS.registered;
    const before = (await last())!.json();
    await (await nats.manager()).streams.delete('IDENTITY');
    await identity.nats.kill9();
    await eventually(() => !nats.isConnected);
    await identity.nats.restart();
    const after = await eventually(() => last().catch(() => null));
    expect(after!.json()).toEqual(before);
  });

  it('is counted while it waits', async () => {
    const { body } = await identity.get('/metrics');
    expect(body).toMatch(/^outbox_pending \d/m);
  });

  it('holds no token that can be used, neither while it waits nor afterwards; the mail holds one', async () => {
    await identity.stopRelaying();
    const people = new People(identity);
    const person = await people.open();
    const unknown = address();
    await identity.post('/v1/users', { body: { email: unknown, password: PASSWORD } });
    await identity.post('/v1/auth/password/forgot', { body: { email: person.email } });
    const bytes = async () => {
      const { rows } = await identity.database.pool.query(
        'SELECT concat(data, confidential, last_error) AS row FROM outbox',
      );
      return rows.map(({ row }) => row).join('\n');
    };
    const waiting = await bytes();
    expect(waiting).toContain(person.email);
    expect(waiting).toContain('"purpose": "password-reset"');
    expect(waiting).toContain('"purpose": "email-verification"');
    expect(waiting).not.toMatch(/eyJ[\w-]*\.[\w-]+\.[\w-]+(?![\w-]*\.)/); // a signed token of three parts
    const replica = await identity.replica(); // the one above was killed, as far as the outbox knows
    const records = new Records(replica);
    const subject = IDENTITY_EVENTS.passwordResetRequested.subject;
    await eventually(async () => {
      expect(await records.outbox(person.id)).toMatchObject([{ subject, confidential: null }]);
    });
    expect(await bytes()).not.toContain('"purpose"');
    const [event] = await records.outbox(person.id);
    const { confidential } = IDENTITY_EVENTS.passwordResetRequested.data.parse(event!.data);
    const { plaintext } = await compactDecrypt(confidential, privateKey);
    const { resetToken } = passwordResetDetails.parse(JSON.parse(new TextDecoder().decode(plaintext)));
    const body = { token: resetToken, password: 'another bank of violets' };
    expect(await replica.post('/v1/auth/password/reset', { body })).toMatchObject({ status: 204 });
  });
});
