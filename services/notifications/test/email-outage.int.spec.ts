import { eventually } from '@hallpass/testing';
import { Account } from './account.js';
import { Notifications } from './notifications.js';
import { queueEmails } from './queued-emails.js';
import { TestClock } from './test-clock.js';

const MINUTE_MS = 60 * 1000;
const [STEPS, STEP_MS] = [36, 10 * MINUTE_MS]; // six hours

/** How often each e-mail arrived, by Message-ID. */
function arrivals(service: Notifications): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { headers } of service.mail.received) {
    const id = headers.get('message-id') ?? '';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

describe('a mail server that is away for six hours', () => {
  const outages: Record<
    string,
    { begin: (service: Notifications) => unknown; end: (service: Notifications) => unknown }
  > = {
    'refuses connections': {
      begin: ({ mail }) => mail.switchOff(),
      end: ({ mail }) => mail.switchOn(),
    },
    'greets with 421': {
      begin: ({ mail }) => (mail.greetWith = 421),
      end: ({ mail }) => (mail.greetWith = undefined),
    },
    'puts every recipient off with 451': {
      begin: ({ mail }) => (mail.refuseRecipientsWith = 451),
      end: ({ mail }) => (mail.refuseRecipientsWith = undefined),
    },
  };

  it.each(Object.keys(outages))('and %s loses no e-mail that is still valid, and gets each once', async (kind) => {
    const clock = new TestClock();
    const service = await Notifications.start({}, { clock });
    const [alice, bob] = [await new Account(service).settles(), await new Account(service).settles()];
    await outages[kind]?.begin(service);
    const valid = [
      ...(await queueEmails(service, 50, { address: 'many@example.test' })),
      await service.bus.placed(alice.sub),
      await alice.changesPassword(),
      await new Account(service).registers(),
      await bob.isDeactivated(1),
    ];
    const reset = await alice.forgetsPassword();
    await service.handled(reset);
    const attempts = async () =>
      Number((await service.rows<{ sum: string }>('SELECT sum(attempts) FROM emails'))[0]?.sum);
    for (let step = 0; step < STEPS; step += 1) {
      const before = await attempts();
      clock.advance(STEP_MS);
      await eventually(async () => (await attempts()) > before);
    }
    expect(service.mail.received).toEqual([]);
    const late = await bob.forgetsPassword('eyJ.still.valid', new Date(clock.now()));
    await service.handled(late);

    await outages[kind]?.end(service);
    const states = async () => {
      const rows = await service.rows<{ id: string; state: string }>('SELECT id, state FROM emails');
      return Object.fromEntries(rows.map(({ id, state }) => [id, state]));
    };
    const expected = Object.fromEntries([...valid, late].map((id) => [id, 'sent']));
    await eventually(
      async () => {
        clock.advance(MINUTE_MS); // the longest wait of the breaker
        expect(await states()).toEqual({ ...expected, [reset]: 'expired' });
      },
      { timeoutMs: 30_000 },
    );
    await service.stop();
    expect(arrivals(service)).toEqual(new Map([...valid, late].map((id) => [`<${id}@hallpass.test>`, 1])));
  });
});

describe('a mail server that is away', () => {
  let service: Notifications;
  beforeEach(async () => {
    service = await Notifications.start({ EMAIL_RETRY_MS: '1000' });
  });
  afterEach(() => service?.stop());

  it('is tried with one e-mail now and then, however many wait', async () => {
    service.mail.greetWith = 421;
    await queueEmails(service, 100, { address: 'many@example.test' });
    await eventually(() => service.mail.connections >= 7, { timeoutMs: 20_000 }); // five at once, then one by one
    const [row] = await service.rows<{ tried: number }>('SELECT count(*)::int AS tried FROM emails WHERE attempts > 0');
    expect(row?.tried).toBeLessThanOrEqual(8);
    service.mail.greetWith = undefined;
    await eventually(() => expect(service.mail.received.length).toBe(100), { timeoutMs: 50_000 });
    expect(new Set(arrivals(service).values())).toEqual(new Set([1]));
  });

  it('holds up one e-mail only when it refuses a recipient for good', async () => {
    service.mail.refuseRecipientsWith = 550;
    const [refused] = await queueEmails(service, 1, { address: 'nobody@example.test' });
    await eventually(async () => expect(await service.email(refused!)).toMatchObject({ state: 'failed' }));
    service.mail.refuseRecipientsWith = undefined;
    const [taken] = await queueEmails(service, 1, { address: 'somebody@example.test' });
    await eventually(async () => expect(await service.email(taken!)).toMatchObject({ state: 'sent', attempts: 1 }));
  });
});
