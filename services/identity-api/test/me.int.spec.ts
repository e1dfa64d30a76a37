import { IdentityApp } from './identity-app.js';
import { People } from './people.js';
import { Records } from './records.js';

describe('the own account', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({ LOGIN_ATTEMPTS_PER_ADDRESS: '10000' });
    people = new People(identity);
    records = new Records(identity);
  });
  afterAll(() => identity?.stop());

  const rename = (token: string | undefined, body: unknown) => identity.call('PATCH', '/v1/me', { token, body });

  it('is read by its owner, without anything of its password', async () => {
    const { token, id, email } = await people.customer();
    const { status, body } = await identity.get('/v1/me', { token });
    expect(status).toBe(200);
    expect(body).toEqual({
      id,
      email,
      emailVerified: true,
      displayName: null,
      roles: ['customer'],
      createdAt: expect.any(String),
    });
  });

  it('takes another display name, or none', async () => {
    const { token, id } = await people.customer();
    expect(await rename(token, { displayName: ' Ada ' })).toMatchObject({ status: 200, body: { displayName: 'Ada' } });
    expect(await identity.get('/v1/me', { token })).toMatchObject({ body: { displayName: 'Ada' } });
    expect(await rename(token, {})).toMatchObject({ status: 200, body: { displayName: 'Ada' } });
    expect(await rename(token, { displayName: null })).toMatchObject({ status: 200, body: { displayName: null } });
    expect((await records.actions(id)).filter((action) => action === 'account.renamed')).toHaveLength(2);
  });

  it('tells of each change of the name in its order, and of nothing that is no change', async () => {
    const { token, id, email } = await people.customer();
    await rename(token, { displayName: 'Ada' });
    await rename(token, { displayName: 'Ada' });
    await rename(token, {});
    await rename(token, { displayName: null });
    const renamed = (await records.outbox(id)).filter(({ subject }) => subject === 'identity.users.v1.renamed');
    expect(renamed).toMatchObject([
      { aggregate: `account:${id}`, data: { sub: id }, confidential: { email, displayName: 'Ada', nameVersion: 2 } },
      { aggregate: `account:${id}`, data: { sub: id }, confidential: { email, displayName: null, nameVersion: 3 } },
    ]);
  });

  it.each([{ displayName: '' }, { displayName: 'x'.repeat(81) }, { displayName: 7 }, { email: 'new@example.com' }])(
    'refuses %j, and writes nothing',
    async (body) => {
      const { token } = await people.customer();
      const before = await records.everything();
      expect(await rename(token, body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      expect(await records.everything()).toBe(before);
    },
  );

  it('is nobody’s without a token', async () => {
    expect(await identity.get('/v1/me')).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    expect(await rename(undefined, {})).toMatchObject({ status: 401, body: { code: 'missing_token' } });
  });

  it('needs the scope account', async () => {
    const person = await people.admin();
    const token = await people.tokenWithScope(person, 'users:admin');
    expect(await identity.get('/v1/me', { token })).toMatchObject({
      status: 403,
      body: { code: 'insufficient_scope' },
    });
    expect(await rename(token, {})).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
  });
});
