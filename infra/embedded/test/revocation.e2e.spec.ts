import { expecting, refused, send } from '../src/client/http.ts';
import { LiveStream } from '../src/client/live-stream.ts';
import { claimsOf, headerOf, Person, type Session } from '../src/client/person.ts';
import { administer, read, RESOURCES } from '../src/client/routes.ts';
import { sharedSystem } from './system/shared-system.ts';

const { urls } = sharedSystem();
let person: Person;
let session: Session;
let adminToken: string;

beforeEach(async () => {
  person = await Person.stranger(urls).arrive();
  session = await person.signIn();
  for (const service of RESOURCES) expecting(200, await read(urls, service, session[service])); // now they are cached
  adminToken = expecting(200, await Person.admin(urls).login()).access_token;
});

/** The very next request: the answer of what revoked it has waited for the verifiers. */
const refusedEverywhere = async (ended: Session) => {
  const answers = await Promise.all(RESOURCES.map((service) => read(urls, service, ended[service])));
  for (const answer of answers) refused(401, 'invalid_token', answer);
  refused(400, 'invalid_grant', await person.refresh(ended.refreshToken));
};
const sub = () => claimsOf(session.identity).sub;

describe('a deactivated account', () => {
  it('is refused at every service, and its live stream is closed', async () => {
    const stream = await LiveStream.open(urls.notifications, session.notifications);
    const answer = expecting(200, await administer(urls, adminToken, sub(), 'deactivate'));
    expect(answer).toMatchObject({ id: sub(), status: 'deactivated', endedSessions: 1, propagation: 'published' });
    await refusedEverywhere(session);
    await stream.closed;
    refused(401, 'invalid_credentials', await person.login());
  });

  it('logs in again after it was reactivated, and its old tokens stay refused', async () => {
    expecting(200, await administer(urls, adminToken, sub(), 'deactivate'));
    await refusedEverywhere(session);
    expecting(200, await administer(urls, adminToken, sub(), 'reactivate'));
    const fresh = await person.signIn();
    for (const service of RESOURCES) expecting(200, await read(urls, service, fresh[service]));
    await refusedEverywhere(session);
  });

  it('does not touch the tokens of others', async () => {
    const other = await (await Person.stranger(urls).arrive()).signIn();
    expecting(200, await administer(urls, adminToken, sub(), 'deactivate'));
    await refusedEverywhere(session);
    for (const service of RESOURCES) expecting(200, await read(urls, service, other[service]));
  });

  it('cannot be the own one of an administrator, and wants one to do it', async () => {
    refused(409, 'own_account', await administer(urls, adminToken, claimsOf(adminToken).sub, 'deactivate'));
    refused(403, 'insufficient_scope', await administer(urls, session.identity, sub(), 'deactivate'));
    expecting(200, await read(urls, 'orders', session.orders));
  });
});

describe('a session that ends', () => {
  const leave = (route: string) => send('POST', `${urls.identity}/v1/auth/${route}`, { token: session.identity });

  it('is refused everywhere after a logout, and the others go on', async () => {
    const other = await person.signIn();
    const answer = await leave('logout');
    expecting(204, answer);
    expect(answer.headers.get('hallpass-propagation')).toBe('published');
    await refusedEverywhere(session);
    for (const service of RESOURCES) expecting(200, await read(urls, service, other[service]));
  });

  it('is refused everywhere with all the others after a logout everywhere', async () => {
    const other = await person.signIn();
    const stream = await LiveStream.open(urls.notifications, other.notifications);
    expecting(204, await leave('logout-all'));
    await refusedEverywhere(session);
    await refusedEverywhere(other);
    await stream.closed;
    const fresh = await person.signIn();
    for (const service of RESOURCES) expecting(200, await read(urls, service, fresh[service]));
  });

  it('is refused everywhere after an administrator ended it', async () => {
    const url = `${urls.identity}/v1/admin/users/${sub()}/sessions/${session.id}`;
    expecting(200, await send('DELETE', url, { token: adminToken }));
    await refusedEverywhere(session);
  });
});

describe('roles that change', () => {
  it('make the old tokens refused, and the next refresh carries the new ones', async () => {
    const url = `${urls.identity}/v1/admin/users/${sub()}/roles`;
    expecting(200, await send('PUT', url, { token: adminToken, json: { roles: ['support'] } }));
    refused(401, 'invalid_token', await read(urls, 'orders', session.orders));
    const fresh = expecting(200, await person.refresh(session.refreshToken, 'orders'));
    expect(claimsOf(fresh.access_token)['roles']).toEqual(['support']);
    expect(fresh.scope.split(' ')).toContain('orders:read:any');
    expecting(200, await read(urls, 'orders', fresh.access_token));
  });
});

describe('a key that is withdrawn', () => {
  it('takes its tokens with it, while refresh goes on and other keys are not touched', async () => {
    const { kid } = headerOf(session.orders);
    const url = `${urls.identity}/v1/admin/keys/${kid}/withdraw`;
    expecting(200, await send('POST', url, { token: adminToken, json: { reason: 'compromised' } }));
    refused(401, 'invalid_token', await read(urls, 'orders', session.orders));
    expecting(200, await read(urls, 'notifications', session.notifications));
    const published = await send<{ keys: { kid: string }[] }>('GET', `${urls.identity}/.well-known/jwks.json`);
    expect(published.body.keys.map((key) => key.kid)).not.toContain(kid);
    const fresh = expecting(200, await person.refresh(session.refreshToken, 'orders'));
    expect(headerOf(fresh.access_token).kid).not.toBe(kid);
    expecting(200, await read(urls, 'orders', fresh.access_token));
  });
});
