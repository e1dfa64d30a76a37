import { IdentityApp } from './identity-app.js';
import { type LoggedIn, People } from './people.js';

interface Entry {
  id: string;
  sequence: string;
  action: string;
  actorId: string | null;
  targetId: string | null;
  occurredAt: string;
}
interface EntryPage {
  items: Entry[];
  nextCursor: string | null;
}

describe('the audit trail', () => {
  let identity: IdentityApp;
  let people: People;
  let admin: LoggedIn;
  let target: LoggedIn;
  beforeAll(async () => {
    identity = await IdentityApp.start();
    people = new People(identity);
    admin = await people.admin();
    target = await people.customer();
    for (const change of ['deactivate', 'reactivate', 'deactivate', 'reactivate']) {
      await identity.post(`/v1/admin/users/${target.id}/${change}`, {
        token: admin.token,
        headers: { 'user-agent': 'curl/8' },
        ...(change === 'deactivate' ? { body: { reason: 'a test' } } : {}),
      });
    }
  });
  afterAll(() => identity?.stop());

  async function list(query: string): Promise<EntryPage> {
    const { status, body } = await identity.get(`/v1/admin/audit-events${query}`, { token: admin.token });
    expect(status).toBe(200);
    return body as unknown as EntryPage;
  }
  const actions = async (query: string) => (await list(query)).items.map(({ action }) => action);

  it('says who did what to whom, when, from where, newest first', async () => {
    const { items } = await list(`?targetId=${target.id}&actorId=${admin.id}`);
    expect(items.map(({ action }) => action)).toEqual([
      'account.reactivated',
      'account.deactivated',
      'account.reactivated',
      'account.deactivated',
    ]);
    expect(items[1]).toMatchObject({
      outcome: 'success',
      actorId: admin.id,
      clientId: 'hallpass-first-party',
      targetType: 'account',
      targetId: target.id,
      ipAddress: '127.0.0.1',
      userAgent: 'curl/8',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      details: { reason: 'a test' },
    });
  });

  it('comes in pages that neither repeat nor skip', async () => {
    const all = (await list(`?targetId=${target.id}`)).items.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await list(`?targetId=${target.id}&limit=3${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
  });

  it('is filtered by action, outcome and time', async () => {
    await people.tryLogin(target, 'a wrong password');
    expect(await actions('?action=account.login&outcome=failure')).toEqual(['account.login']);
    expect(new Set(await actions(`?action=account.deactivated`))).toEqual(new Set(['account.deactivated']));
    const [latest] = (await list('')).items;
    expect(await actions(`?from=${new Date(Date.parse(latest!.occurredAt) + 1).toISOString()}`)).toEqual([]);
    expect(await actions('?to=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await actions('?to=2020-01-01T00:00:00%2B16:00')).toEqual([]);
    expect(await actions(`?targetId=${target.id}&from=2020-01-01T00:00:00-23:59`)).not.toEqual([]);
  });

  it.each([
    '?outcome=maybe',
    '?from=yesterday',
    '?from=0000-01-01T00:00:00Z',
    '?to=0001-01-01T00:00:00%2B01:00',
    '?action=a%20b',
    '?limit=0',
    '?who=me',
  ])('refuses %s', async (query) => {
    const answer = await identity.get(`/v1/admin/audit-events${query}`, { token: admin.token });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('refuses a cursor that it did not give', async () => {
    for (const position of ['{"before":"x"}', '{"before":"9999999999999999999999"}', '[]']) {
      const cursor = Buffer.from(position).toString('base64url');
      const answer = await identity.get(`/v1/admin/audit-events?cursor=${cursor}`, { token: admin.token });
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    }
  });

  it.each([
    "UPDATE audit_events SET action = 'nothing'",
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
    "UPDATE audit_events SET action = 'nothing' WHERE false",
  ])('is append-only, and the database sees to it: %s', async (sql) => {
    await expect(identity.database.pool.query(sql)).rejects.toThrow('append-only');
  });
});
