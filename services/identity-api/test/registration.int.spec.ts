import { issue } from './action-tokens.js';
import { IdentityApp } from './identity-app.js';
import { address, PASSWORD, People } from './people.js';
import { Records } from './records.js';

const REGISTERED = 'identity.users.v1.registered';
const REPEATED = 'identity.users.v1.registration-repeated';
const VERIFIED = 'identity.users.v1.email-verified';

describe('registration', () => {
  let identity: IdentityApp;
  let people: People;
  let records: Records;
  beforeAll(async () => {
    identity = await IdentityApp.start({
      ACCOUNT_REQUESTS_PER_ADDRESS: '10000',
      LOGIN_ATTEMPTS_PER_ADDRESS: '10000',
      LOGIN_ATTEMPTS_PER_ACCOUNT: '5',
    });
    people = new People(identity);
    records = new Records(identity);
    await identity.stopRelaying();
  });
  afterAll(() => identity?.stop());

  const register = (body: object) => identity.post('/v1/users', { body });
  const verify = (body: object) => identity.post('/v1/users/verify-email', { body });
  /** Registers, and answers the id of the registration with the token of its message. */
  async function registered({ email = address(), password = PASSWORD, displayName = 'Alice' } = {}) {
    const before = await records.registrationsOf(email);
    expect(await register({ email, password, displayName })).toMatchObject({ status: 202, body: '' });
    const [id] = (await records.registrationsOf(email)).filter((known) => !before.includes(known));
    const { verificationToken } = await records.confidential(id!, REGISTERED);
    return { id: id!, email, token: verificationToken! };
  }
  const verified = async (body: object) => expect(await verify(body)).toMatchObject({ status: 204 });
  const refused = async (code: string, body: object) => {
    const status = code === 'invalid_action_token' ? 400 : 403;
    expect(await verify(body)).toMatchObject({ status, body: { code } });
  };
  const loggedIn = async (email: string, password: string) =>
    (await people.tryLogin({ email }, password)).status === 200;

  it('waits for its confirmation, and sends a token for the address, sealed and without the name', async () => {
    const email = address();
    const answer = await register({ email: `  ${email.toUpperCase()} `, password: PASSWORD, displayName: 'Alice' });
    expect(answer).toMatchObject({ status: 202, body: '' });
    const [id, ...others] = await records.registrationsOf(email);
    expect(others).toEqual([]);
    expect(await records.account(id!)).toBeUndefined();
    const [event] = await records.outbox(id!);
    expect(event).toMatchObject({ subject: REGISTERED, data: { sub: id } });
    const sealed = { email, displayName: null, nameVersion: 0, verificationToken: expect.any(String) };
    expect(await records.confidential(id!, REGISTERED)).toEqual(sealed);
    expect(JSON.stringify(event!.data)).not.toContain(email);
    expect(await records.actions(id!)).toEqual(['account.registered']);
  });

  it('becomes an account for a customer, with its password and its name, which are told only then', async () => {
    const { id, email, token } = await registered({ displayName: 'Ana' });
    await verified({ token });
    expect(await records.account(id)).toMatchObject({ status: 'active', token_epoch: 0, roles: ['customer'] });
    expect(await records.subjects(id)).toEqual([REGISTERED, VERIFIED]);
    expect(await records.confidential(id, VERIFIED)).toEqual({ email, displayName: 'Ana', nameVersion: 1 });
    expect(await records.actions(id)).toEqual(['account.registered', 'account.email-verified']);
  });

  it('is answered the same where the address has an account, and the owner is told', async () => {
    const { id, email, token } = await registered();
    await verified({ token });
    const known = await register({ email, password: 'another long password', displayName: 'Mallory' });
    const unknown = await register({ email: address(), password: 'another long password', displayName: 'Mallory' });
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
    expect([...known.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort());
    expect(await records.subjects(id)).toEqual([REGISTERED, VERIFIED, REPEATED]);
    expect(await records.confidential(id, REPEATED)).toEqual({ email, displayName: 'Alice', nameVersion: 1 });
    expect((await records.actions(id)).at(-1)).toBe('account.registration-repeated');
    expect(await loggedIn(email, 'another long password')).toBe(false);
  });

  it('does not tell by a login whether the address has an account', async () => {
    const { email, token } = await registered();
    await verified({ token });
    const mine = { password: 'another long password', displayName: 'Mallory' };
    const free = address();
    for (const each of [email, free]) await register({ email: each, ...mine });
    const [known, unknown] = [
      await people.tryLogin({ email }, mine.password),
      await people.tryLogin({ email: free }, mine.password),
    ];
    expect(known).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  });

  describe('of one address by several', () => {
    const OWNERS = 'a password of the owner';
    const STRANGERS = 'a password of a stranger';

    it.each([
      ['after', 0],
      ['before', 1],
    ])('puts the owner’s password in force, also when a stranger registers %s the owner', async (_, ownersPlace) => {
      const email = address();
      const passwords = ownersPlace === 0 ? [OWNERS, STRANGERS] : [STRANGERS, OWNERS];
      const names: Record<string, string> = { [OWNERS]: 'Ana', [STRANGERS]: 'Mallory' };
      const both = [];
      for (const password of passwords) both.push(await registered({ email, password, displayName: names[password]! }));
      const own = both[ownersPlace]!;
      await refused('password_required', { token: own.token });
      await verified({ token: own.token, password: OWNERS });
      expect([await loggedIn(email, OWNERS), await loggedIn(email, STRANGERS)]).toEqual([true, false]);
      expect(await records.confidential(own.id, VERIFIED)).toEqual({ email, displayName: 'Ana', nameVersion: 1 });
      for (const { token } of both) {
        await refused('invalid_action_token', { token });
        await refused('invalid_action_token', { token, password: STRANGERS });
      }
      expect(await loggedIn(email, STRANGERS)).toBe(false);
    });

    it('puts no stranger’s password in force by the stranger’s message', async () => {
      const email = address();
      await registered({ email, password: OWNERS });
      const strangers = await registered({ email, password: STRANGERS, displayName: 'Mallory' });
      await refused('password_required', { token: strangers.token });
      await refused('password_mismatch', { token: strangers.token, password: 'not a password of either' });
      expect([await loggedIn(email, OWNERS), await loggedIn(email, STRANGERS)]).toEqual([false, false]);
      await verified({ token: strangers.token, password: OWNERS });
      expect([await loggedIn(email, OWNERS), await loggedIn(email, STRANGERS)]).toEqual([true, false]);
      const account = await records.accountIdOf(email);
      expect(await records.confidential(account, VERIFIED)).toEqual({ email, displayName: 'Alice', nameVersion: 1 });
    });

    it('lets one of two confirmations at once through', async () => {
      const email = address();
      const [first, second] = [
        await registered({ email, password: OWNERS }),
        await registered({ email, password: STRANGERS }),
      ];
      const answers = await Promise.all([
        verify({ token: first.token, password: OWNERS }),
        verify({ token: second.token, password: STRANGERS }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
      const inForce = [await loggedIn(email, OWNERS), await loggedIn(email, STRANGERS)];
      expect(inForce).toEqual(answers.map(({ status }) => status === 204));
    });

    it('refuses none of many at once, and sends a message for each', async () => {
      const email = address();
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => register({ email, password: PASSWORD, displayName: 'Alice' })),
      );
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 202]);
      const ids = await records.registrationsOf(email);
      const tokens = await Promise.all(
        ids.map(async (id) => (await records.confidential(id, REGISTERED))['verificationToken']),
      );
      expect(new Set(tokens).size).toBe(6);
    });

    it('compares a password with few of them, however many a stranger made', async () => {
      const email = address();
      const own = await registered({ email, password: OWNERS });
      await identity.database.pool.query(
        `INSERT INTO registrations (id, email, password_hash) SELECT gen_random_uuid(), email, password_hash
         FROM registrations, generate_series(1, 1000) WHERE id = $1`,
        [(await registered({ email: address(), password: STRANGERS })).id],
      );
      await identity.database.pool.query(
        `INSERT INTO registrations (id, email, password_hash) SELECT gen_random_uuid(), $1, password_hash
         FROM registrations WHERE email <> $1 AND password_hash IS NOT NULL LIMIT 1000`,
        [email],
      );
      await verified({ token: own.token, password: OWNERS });
      expect(await loggedIn(email, OWNERS)).toBe(true);
    });

    it('counts guesses at the password', async () => {
      const email = address();
      const { token } = await registered({ email, password: OWNERS });
      for (let i = 0; i < 5; i += 1) await refused('password_mismatch', { token, password: `a guess: ${i}` });
      expect(await verify({ token, password: OWNERS })).toMatchObject({ status: 429 });
    });
  });

  describe('by a version that opened accounts before their address was proved', () => {
    const issued = (owner: string) => issue(identity, 'email-verification', owner);

    it('is confirmed by its token and its password', async () => {
      const { id, email } = await people.open({ verified: false });
      const token = await issued(id);
      await refused('password_required', { token });
      await refused('password_mismatch', { token, password: 'not the right password' });
      await verified({ token, password: PASSWORD });
      expect(await loggedIn(email, PASSWORD)).toBe(true);
      await refused('invalid_action_token', { token, password: PASSWORD });
    });

    it('gives way to the registration that is confirmed', async () => {
      const { id, email } = await people.open({ verified: false });
      const { token } = await registered({ email, password: 'a password of the owner', displayName: 'Ana' });
      await verified({ token, password: 'a password of the owner' });
      expect(await loggedIn(email, 'a password of the owner')).toBe(true);
      expect(await loggedIn(email, PASSWORD)).toBe(false);
      expect(await records.confidential(id, VERIFIED)).toEqual({ email, displayName: 'Ana', nameVersion: 1 });
    });

    it('stays deactivated when it is', async () => {
      const { id, email } = await people.open({ verified: false });
      await identity.database.pool.query("UPDATE accounts SET status = 'deactivated' WHERE id = $1", [id]);
      const { token } = await registered({ email });
      await refused('invalid_action_token', { token });
      await refused('invalid_action_token', { token: await issued(id), password: PASSWORD });
    });
  });

  it.each([
    ['no address', { email: 'alice', password: PASSWORD }],
    ['an address that is too long', { email: `${'a'.repeat(250)}@example.com`, password: PASSWORD }],
    [
      'a name that turns the line',
      { email: 'alice@example.com', password: PASSWORD, displayName: 'Ana\u202egro.live' },
    ],
    ['a name of two lines', { email: 'alice@example.com', password: PASSWORD, displayName: 'Ana\u2028Log in here' }],
    ['a name that nobody sees', { email: 'alice@example.com', password: PASSWORD, displayName: '\u200b\u3164' }],
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
    expect(await people.tryLogin({ email })).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    await verified({ token });
    expect(await people.tryLogin({ email })).toMatchObject({ status: 200 });
    await refused('invalid_action_token', { token });
    expect(await records.subjects(id)).toEqual([REGISTERED, VERIFIED]);
  });

  it('takes the password with the token of a single registration too, if it is the right one', async () => {
    const { email, token } = await registered();
    await refused('password_mismatch', { token, password: 'not the right password' });
    await verified({ token, password: PASSWORD });
    expect(await loggedIn(email, PASSWORD)).toBe(true);
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
