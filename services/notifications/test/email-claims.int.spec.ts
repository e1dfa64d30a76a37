import { randomUUID } from 'node:crypto';
import { eventually } from '@hallpass/testing';
import { Account } from './account.js';
import { Notifications } from './notifications.js';
import { queueEmails } from './queued-emails.js';

/** Long enough for a machine that has other things to do. */
const CLAIM_MS = 4000;
const address = 'somebody@example.test';
const sent = { state: 'sent', claimed_by: null, claimed_until: null };

describe('an e-mail that is being sent', () => {
  let service: Notifications;
  let answer: PromiseWithResolvers<undefined>;
  beforeEach(async () => {
    service = await Notifications.start({ EMAIL_CLAIM_MS: String(CLAIM_MS), EMAIL_CONNECTIONS: '1' });
    answer = Promise.withResolvers();
    service.mail.finalAnswer = answer.promise;
  });
  afterEach(() => {
    answer.resolve(undefined);
    return service?.stop();
  });
  const received = (count: number) => eventually(() => expect(service.mail.received.length).toBe(count));
  const claimedUntil = async (id: string) => (await service.email(id))?.['claimed_until'] as Date | null;
  const state = (id: string, expected: object) =>
    eventually(async () => expect(await service.email(id)).toMatchObject(expected));

  it('stays with its sender however late the server answers the final dot, and is sent once', async () => {
    const other = await service.replica({ EMAIL_CLAIM_MS: String(CLAIM_MS) });
    const [id] = await queueEmails(service, 1, { address });
    await received(1);
    const first = (await claimedUntil(id!))!;
    // By the clock of the database, longer than a claim lasts without renewal.
    await eventually(async () => Number(await claimedUntil(id!)) - Number(first) > 1.5 * CLAIM_MS);
    answer.resolve(undefined);
    await state(id!, { ...sent, attempts: 1 });
    await other.stop();
    expect(service.mail.received).toHaveLength(1);
  });

  it('goes to another replica as soon as the claim of one that was killed has run out', async () => {
    answer.resolve(undefined);
    const [account, id] = [randomUUID(), randomUUID()];
    await service.rows('INSERT INTO recipients (account, email) VALUES ($1, $2)', account, address);
    // As a sender leaves it that has just renewed its claim.
    await service.rows(
      `INSERT INTO emails (id, account, kind, state, message_id, attempts, claimed_by, claimed_until, next_attempt_at, expires_at)
       VALUES ($1, $2, 'account.password-changed', 'pending', gen_random_uuid(), 1, gen_random_uuid(), now() + interval '400 milliseconds',
         now() + interval '5 minutes', now() + interval '1 day')`,
      id,
      account,
    );
    await state(id, { ...sent, attempts: 2 });
    const row = `SELECT FROM emails WHERE id = $1 AND sent_at < now() + interval '1 minute'`;
    expect(await service.rows(row, id)).toHaveLength(1);
  });

  it('does not expire', async () => {
    const [id] = await queueEmails(service, 1, { address });
    await received(1);
    await service.rows(`UPDATE emails SET expires_at = now() - interval '1 second' WHERE id = $1`, id);
    const [other] = await queueEmails(service, 1, { address });
    await service.rows(`UPDATE emails SET expires_at = now() - interval '1 second' WHERE id = $1`, other);
    await state(other!, { state: 'expired' });
    answer.resolve(undefined);
    await state(id!, sent);
  });

  it('is waited for by a service that stops', async () => {
    const [id] = await queueEmails(service, 1, { address });
    await received(1);
    const closed = service.app.close();
    setImmediate(() => answer.resolve(undefined));
    await closed;
    expect(await service.email(id!)).toMatchObject({ ...sent, attempts: 1 });
  });

  it('is not sent again within the ten minutes of the server when the service could not wait for the answer', async () => {
    const impatient = await service.replica({ SHUTDOWN_TIMEOUT_MS: '0' });
    await service.app.close();
    const [id] = await queueEmails(service, 1, { address });
    await received(1);
    await impatient.app.close();
    const held = `SELECT FROM emails WHERE id = $1 AND state = 'pending' AND claimed_until > now() + interval '9 minutes'`;
    expect(await service.rows(held, id)).toHaveLength(1);
  });

  it('that was asked for with a forgotten password overtakes everything that waits', async () => {
    await queueEmails(service, 5, { kind: 'order.placed', address });
    await received(1);
    await queueEmails(service, 5, { address });
    const account = await new Account(service).settles();
    const reset = await account.forgetsPassword();
    await service.handled(reset);
    answer.resolve(undefined);
    await received(11);
    expect(service.mail.received.slice(0, 3).map(({ headers }) => headers.get('subject'))).toEqual([
      'Your order was placed',
      'Reset your password',
      'Your password was changed',
    ]);
  });
});
