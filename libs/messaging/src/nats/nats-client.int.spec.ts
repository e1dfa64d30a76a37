import { eventually, onlyWithNkey, startNatsServer } from '@hallpass/testing';
import { nkeys } from '@nats-io/transport-node';
import { Test } from '@nestjs/testing';
import { MessagingHarness, message, SUBJECT } from '../../test/messaging-harness.js';
import { MessagingModule } from '../messaging.module.js';
import { BrokerCredentials } from './broker-credentials.js';
import { BrokerUnavailableError } from './broker-unavailable-error.js';
import { NatsClient } from './nats-client.js';

describe('NatsClient', () => {
  let harness: MessagingHarness;
  beforeEach(async () => {
    harness = await MessagingHarness.create();
  });
  afterEach(() => harness.close());

  it('creates a stream, leaves it alone when it is the same, and updates it when it differs', async () => {
    const nats = await harness.connected();
    const definition = { name: 'THINGS', subjects: ['things.a'], maxAgeMs: 60_000 };
    const first = await nats.ensureStream(definition);
    expect(await nats.ensureStream(definition)).toMatchObject({ created: first.created });
    const { config } = await nats.ensureStream({ ...definition, subjects: ['things.>'], maxAgeMs: 30_000 });
    expect(config).toMatchObject({ subjects: ['things.>'], max_age: 30_000 * 1e6, duplicate_window: 30_000 * 1e6 });
  });

  it('creates a stream once when many ask at once', async () => {
    const clients = await Promise.all([harness.connected(), harness.connected(), harness.connected()]);
    const infos = await Promise.all(clients.map((nats) => nats.ensureStream(harness.stream)));
    expect(new Set(infos.map(({ created }) => created)).size).toBe(1);
  });

  it('fails at once while the broker is away', async () => {
    const nats = await harness.connected();
    await harness.server.kill9();
    await eventually(() => !nats.isConnected);
    await expect(nats.publish(SUBJECT, '{}', { msgId: message().id })).rejects.toThrow(BrokerUnavailableError);
    await expect(nats.manager()).rejects.toThrow(BrokerUnavailableError);
  });

  it('is there before the broker is, and has its streams when that comes', async () => {
    await harness.server.kill9();
    const nats = harness.client();
    expect(() => nats.connection).toThrow(BrokerUnavailableError);
    await expect(nats.ensureStream(harness.stream)).rejects.toThrow(BrokerUnavailableError);
    const told = new Promise<void>((resolve) => nats.onConnected(resolve));
    await harness.server.restart();
    await told;
    expect(await harness.messagesIn(nats)).toBe(0);
  });

  it('says while the broker refuses its credentials, and no longer once it accepts them', async () => {
    const [user, other] = [nkeys.createUser(), nkeys.createUser()];
    const server = await startNatsServer({ config: onlyWithNkey(other.getPublicKey(), '_INBOX_own') });
    const seed = (of: typeof user) => new TextDecoder().decode(of.getSeed());
    const refused = new NatsClient({ servers: server.url, name: 'test', nkeySeed: seed(user) });
    const accepted = new NatsClient({ servers: server.url, name: 'test', nkeySeed: seed(other) });
    await eventually(() => refused.refusal !== undefined && accepted.isConnected);
    await expect(new BrokerCredentials(refused).check()).rejects.toThrow('the broker refuses the credentials');
    await expect(new BrokerCredentials(accepted).check()).resolves.toBeUndefined();
    await Promise.all([refused.close(), accepted.close()]);
    await server.stop();
  });

  it('proves who it is with an nkey, and gets its answers in inboxes of its own', async () => {
    const user = nkeys.createUser();
    const server = await startNatsServer({ config: onlyWithNkey(user.getPublicKey(), '_INBOX_own') });
    const connection = { servers: server.url, name: 'test', inboxPrefix: '_INBOX_own' };
    const stranger = new NatsClient(connection);
    const nats = new NatsClient({ ...connection, nkeySeed: new TextDecoder().decode(user.getSeed()) });
    await eventually(() => nats.isConnected && stranger.isConnected);
    await expect(stranger.ensureStream(harness.stream)).rejects.toThrow('Permissions Violation');
    expect(await nats.ensureStream(harness.stream)).toMatchObject({ config: { name: harness.stream.name } });
    expect(await nats.publish(SUBJECT, '{}', { msgId: message().id })).toMatchObject({ seq: 1 });
    await Promise.all([nats.close(), stranger.close()]);
    await server.stop();
  });

  it('can be closed while the broker is away', async () => {
    await harness.server.kill9();
    const nats = harness.client();
    await nats.close();
    expect(nats.isConnected).toBe(false);
  });

  it('is provided to Nest, and closed with the application', async () => {
    const app = await Test.createTestingModule({
      imports: [
        MessagingModule.forRoot({
          inject: [],
          useFactory: () => ({ servers: harness.server.url, name: 'test' }),
        }),
      ],
    }).compile();
    const nats = app.get(NatsClient);
    await eventually(() => nats.isConnected);
    await app.close();
    expect(nats.connection.isClosed()).toBe(true);
  });
});
