import { IdentityApp } from './identity-app.js';
import { address, PASSWORD, People } from './people.js';
import { Records } from './records.js';

const REGISTERED = 'identity.users.v1.registered';

describe('registration', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({ ACCOUNT_REQUESTS_PER_ADDRESS: '10000' });
    people = new People(identity);
    records = new Records(identity);
    await identity.stopRelaying();
  });
  afterAll(() => identity?.stop());

  const register = (body: unknown) => identity.post('/v1/users', { body });
  const verify = (body: unknown) => identity.post('/v1/users/verify-email', { body });
  async function registered(email = address()) {
    expect(await register({ email, password: PASSWORD, displayName: 'Alice' })).toMatchObject({ status: 202 });
    const id = await records.accountIdOf(email);
    const { verificationToken } = await records.confidential(id, REGISTERED);
    return { id, email, token: verificationToken! };
  }

  it('opens an account for a customer, and sends a token for the address, sealed', async () => {
    const email = address();
    const answer = await register({ email: `  ${email.toUpperCase()} `, password: PASSWORD, displayName: 'Alice' });
    expect(answer).toMatchObject({ status: 202, body: '' });
    const id = await records.accountIdOf(email);
    expect(await records.account(id)).toMatchObject({ status: 'active', token_epoch: 0, roles: ['customer'] });
    const [event] = await records.outbox(id);
    expect(event).toMatchObject({ subject: REGISTERED, data: { sub: id } });
    expect(event!.confidential).toEqual({ email, displayName: 'Alice', verificationToken: expect.any(String) });
    expect(JSON.stringify(event!.data)).not.toContain(email);
    expect(await records.actions(id)).toEqual(['account.registered']);
  });

  it('answers the same where the address is known, opens nothing, and tells the owner', async () => {
    const { id, email } = await registered();
    const known = await register({ email, password: 'another long password', displayName: 'Mallory' });
    const unknown = await register({ email: address(), password: 'another long password', displayName: 'Mallory' });
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    expect([...known.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort());
    expect(await records.subjects(id)).toEqual([REGISTERED, 'identity.users.v1.registration-repeated']);
    expect(await records.confidential(id, 'identity.users.v1.registration-repeated')).toEqual({
      email,
      displayName: 'Alice',
    });
    expect(await records.actions(id)).toEqual(['account.registered', 'account.registration-repeated']);
  });

  it('lets one of many at once have the address, and refuses none', async () => {
    const email = address();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => register({ email, password: PASSWORD, displayName: 'Alice' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 202]);
    const subjects = await records.subjects(await records.accountIdOf(email));
    expect(subjects.filter((subject) => subject === REGISTERED)).toHaveLength(1);
    expect(subjects).toHaveLength(6);
  });

  it.each([
    ['no address', { email: 'alice', password: PASSWORD }],
    ['an address that is too long', { email: `${'a'.repeat(250)}@example.com`, password: PASSWORD }],
    ['no password', { email: 'alice@example.com' }],
    ['a password that is no text', { email: 'alice@example.com', password: 12345678 }],
    ['a name with control characters', { email: 'alice@example.com', password: PASSWORD, displayName: 'a\u0000' }],
    ['an unknown field', { email: 'alice@example.com', password: PASSWORD, roles: ['admin'] }],
    ['no object', []],
  ])('refuses %s, and writes nothing', async (_, body) => {
    const before = await records.everything();
    expect(await register(body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await records.everything()).toBe(before);
  });

  it.each([
    ['too_short', 'tiny77'],
    ['too_long', 'ab1'.repeat(50)],
    ['common', 'Password1'],
    ['similar_to_email', 'white.rabbit'],
    ['similar_to_display_name', 'alicealice'],
  ])('refuses a weak password and says why: %s', async (reason, password) => {
    const before = await records.everything();
    const answer = await register({ email: 'white.rabbit@example.com', password, displayName: 'Alice' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'weak_password', reason } });
    expect(JSON.stringify(answer.body)).not.toContain(password);
    expect(await records.everything()).toBe(before);
  });

  it('verifies the address with the token that was sent, once', async () => {
    const { id, email, token } = await registered();
    expect(await people.tryLogin({ email })).toMatchObject({ status: 403, body: { code: 'email_not_verified' } });
    expect(await verify({ token })).toMatchObject({ status: 204 });
    expect(await people.tryLogin({ email })).toMatchObject({ status: 200 });
    expect(await verify({ token })).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
    expect(await records.subjects(id)).toEqual([REGISTERED, 'identity.users.v1.email-verified']);
    expect(await records.actions(id)).toEqual(expect.arrayContaining(['account.registered', 'account.email-verified']));
  });

  it('refuses what is no verification token, and writes nothing', async () => {
    const { id } = await people.open({ verified: false });
    const { email } = await people.open();
    await identity.post('/v1/auth/password/forgot', { body: { email } });
    const owner = await records.accountIdOf(email);
    const { resetToken } = await records.confidential(owner, 'identity.users.v1.password-reset-requested');
    const before = await records.everything();
    for (const token of ['x', 'a.b.c', resetToken]) {
      expect(await verify({ token })).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
    }
    expect(await verify({ token: '' })).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await verify({})).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await records.everything()).toBe(before);
    expect(await records.actions(id)).toEqual([]);
  });

  it('takes no access token for a verification token', async () => {
    const { token } = await people.customer();
    expect(await verify({ token })).toMatchObject({ status: 400, body: { code: 'invalid_action_token' } });
  });
});
