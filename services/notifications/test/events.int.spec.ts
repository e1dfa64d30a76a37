import { randomUUID } from 'node:crypto';
import { IDENTITY_EVENTS, ORDER_EVENTS } from '@hallpass/contracts';
import { eventually } from '@hallpass/testing';
import { runDeadLettersCommand } from '../src/dead-letters/dead-letters-command.js';
import { ServiceLetters } from '../src/dead-letters/service-letters.js';
import { Account } from './account.js';
import { Notifications } from './notifications.js';

describe('events', () => {
  let service: Notifications;
  let letters: ServiceLetters;
  beforeAll(async () => {
    service = await Notifications.start();
    letters = new ServiceLetters(service.bus.nats);
  });
  afterAll(() => service?.stop());

  /** The dead letter of an event. */
  const dead = (id: string) =>
    eventually(async () => (await letters.list()).find(({ body }) => body.includes(id)) ?? null, {
      describe: `event ${id} dead`,
    });
  const alive = async () => {
    const [sub, id] = [randomUUID(), randomUUID()];
    await service.bus.placed(sub, { id });
    await service.handled(id);
  };

  it('that are not what they should be go to the dead letters at once, and the next are handled', async () => {
    const id = await service.bus.publish(ORDER_EVENTS.placed, { sub: 'nobody' } as never);
    expect(await dead(id)).toMatchObject({
      subject: 'orders.v1.placed',
      stream: 'ORDERS',
      consumer: 'notifications-orders',
      deliveries: 1,
    });
    await alive();
  });

  it('whose sealed part lacks something go to the dead letters, which say what and not its value', async () => {
    const account = new Account(service);
    const confidential = await account.seal({ email: 'not-an-address', displayName: 'Secret Name' });
    const id = await service.bus.publish(IDENTITY_EVENTS.registrationRepeated, { sub: account.sub, confidential });
    const { error } = await dead(id);
    expect(error).toContain('email');
    expect(error).not.toMatch(/not-an-address|Secret Name/);
  });

  it('that are sealed for somebody else are tried again, then dead', async () => {
    const account = new Account(service);
    const id = await service.bus.publish(IDENTITY_EVENTS.registered, {
      sub: account.sub,
      confidential: 'eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00iLCJraWQiOiJ4In0.AA.AA.AA.AA',
    });
    expect(await dead(id)).toMatchObject({ deliveries: 3 });
    expect(await service.rows('SELECT FROM recipients WHERE account = $1', account.sub)).toEqual([]);
  });

  it('that could not be handled take effect when they are replayed, once', async () => {
    const sub = randomUUID();
    await service.rows(`ALTER TABLE notifications ADD CONSTRAINT fault CHECK (account <> '${sub}')`);
    const id = await service.bus.placed(sub);
    const letter = await dead(id);
    expect(letter).toMatchObject({ deliveries: 3, error: expect.stringContaining('fault') });
    expect(await service.rows('SELECT FROM recipients WHERE account = $1', sub)).toEqual([]);
    await service.rows('ALTER TABLE notifications DROP CONSTRAINT fault');

    const replay = () => runDeadLettersCommand(['replay', String(letter.sequence)], letters, () => undefined);
    expect(await replay()).toBe(0);
    await service.handled(id);
    expect(await service.inbox(await service.token({ sub }))).toMatchObject([{ id, sequence: 1 }]);
    expect(await replay()).toBe(1);
    expect((await letters.list()).map(({ sequence }) => sequence)).not.toContain(letter.sequence);
  });

  it('of a kind that is not known are passed over', async () => {
    await service.bus.publish({ ...ORDER_EVENTS.placed, subject: 'orders.v1.lost' }, {} as never);
    await alive();
  });

  it('are handled again after the broker was killed', async () => {
    await service.bus.server.kill9();
    await service.bus.server.restart();
    await eventually(() => service.bus.nats.isConnected);
    await eventually(alive, { timeoutMs: 20_000 });
    await eventually(async () => expect((await service.get('/health/ready')).status).toBe(200));
  });
});
