import { Ledger } from './ledger.ts';
import { attempt } from './load/attempt.ts';
import { json, table } from './report.ts';

const answered = (status: number) => () => Promise.resolve({ status, headers: new Headers(), body: {} });
const outcome = (ledger: Ledger) => ({ ledger, faults: 1, stored: 1, notified: 1, registrations: 0 });

describe('the books of a fault run', () => {
  let ledger: Ledger;
  beforeEach(() => {
    ledger = new Ledger();
    ledger.turnTo('NATS killed');
  });

  it('forgive a failure while a fault is there, and count it', async () => {
    await attempt(ledger, 'an order', answered(503));
    await attempt(ledger, 'an order', () => Promise.reject(new TypeError('fetch failed')));
    await attempt(ledger, 'an order', answered(201));
    expect(ledger.breaches).toEqual([]);
    expect(JSON.parse(json(outcome(ledger)))).toMatchObject({ ok: true, requests: 3, failed: 2 });
  });

  it('don’t forgive it when no fault was there, from before the request to its failure', async () => {
    ledger.strict = true;
    await attempt(ledger, 'an order', answered(500));
    await attempt(ledger, 'an order', async () => {
      ledger.strict = false;
      return answered(500)();
    });
    expect(ledger.breaches).toMatchObject([{ fault: 'NATS killed', what: expect.stringContaining('an order failed') }]);
    expect(table(outcome(ledger))).toContain('BREACH');
    expect(JSON.parse(json(outcome(ledger)))).toMatchObject({ ok: false });
  });

  it('forgive a client that gives up waiting while there is a backlog, and no failure that was answered', async () => {
    const gaveUp = () => Promise.reject(Object.assign(new Error('too late'), { name: 'TimeoutError' }));
    ledger.strict = true;
    await attempt(ledger, 'an order', gaveUp);
    expect(ledger.breaches).toHaveLength(1);
    ledger.busy = true;
    await attempt(ledger, 'an order', gaveUp);
    expect(ledger.breaches).toHaveLength(1);
    await attempt(ledger, 'an order', answered(503));
    expect(ledger.breaches).toHaveLength(2);
  });

  it('tell what was acknowledged from what is in force, and count it where it was acknowledged', () => {
    const account = ledger.revocation();
    ledger.revocation();
    const later = ledger.turnTo('PostgreSQL killed');
    ledger.inForce(account, 'published', 12);
    ledger.inForce(account, 'pending', 2500);
    expect(account).toMatchObject({ revocations: 2, inForce: 2, longestMs: 12, longestPendingMs: 2500 });
    expect(later).toMatchObject({ revocations: 0, inForce: 0 });
    expect(ledger.longest('longestMs')).toBe(12);
  });
});
