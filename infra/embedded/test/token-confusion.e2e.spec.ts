import type { JWTPayload } from 'jose';
import { expecting, refused, send } from '../src/client/http.ts';
import { claimsOf, headerOf, Person, RESOURCE, type ResourceName, type Session } from '../src/client/person.ts';
import { read, RESOURCES } from '../src/client/routes.ts';
import { RealKeys } from './system/real-keys.ts';
import { sharedSystem } from './system/shared-system.ts';

const system = sharedSystem();
const { urls } = system;
const keys = new RealKeys(system);
/** The key set of each service's access tokens. */
const USE_CASE = { identity: 'identity-api', orders: 'order-api', notifications: 'notifications' } as const;
const pairs = RESOURCES.flatMap((service) => RESOURCES.map((audience) => ({ service, audience })));
const wrongPairs = pairs.filter(({ service, audience }) => service !== audience);

let person: Person;
let session: Session;
let verificationToken: string;

beforeAll(async () => {
  person = Person.stranger(urls);
  await person.register();
  verificationToken = await person.mailbox.token('with a verification token');
  await person.verify(verificationToken);
  session = await person.signIn();
});

/** The claims that this service would accept, with what a case changes about them. */
const claims = (service: ResourceName, changes: Record<string, unknown> = {}): JWTPayload => ({
  ...claimsOf(session[service]),
  jti: crypto.randomUUID(),
  ...changes,
});
const now = () => Math.floor(Date.now() / 1000);
const accepted = async (service: ResourceName, token: string) => expecting(200, await read(urls, service, token));
const rejected = async (service: ResourceName, token: string) =>
  refused(401, 'invalid_token', await read(urls, service, token));

describe.each(RESOURCES)('%s, with tokens minted by the real keys', (service) => {
  it('accepts what its own key signed for it', async () => {
    await accepted(service, await keys.sign(USE_CASE[service], claims(service), { typ: 'at+jwt' }));
  });

  it.each([
    'identity-api',
    'order-api',
    'notifications',
    'id-token',
    'email-verification',
    'password-reset',
    'security-events',
  ])('refuses a token with its own audience that the key of %s signed, unless that is its own', async (useCase) => {
    const token = await keys.sign(useCase, claims(service), { typ: 'at+jwt' });
    await (useCase === USE_CASE[service] ? accepted : rejected)(service, token);
  });

  it("refuses a token of another use case's key that names its own key as kid", async () => {
    const { kid } = await keys.activeKey(USE_CASE[service]);
    await rejected(service, await keys.sign('id-token', claims(service), { typ: 'at+jwt', kid }));
  });

  it.each([
    'JWT',
    'jwt',
    'secevent+jwt',
    'revocation-snapshot+jwt',
    'email-verification+jwt',
    'password-reset+jwt',
    'logout+jwt',
    'dpop+jwt',
    'AT+JWT2',
    '',
  ])('refuses typ %p, though the key and the audience are right', async (typ) => {
    await rejected(service, await keys.sign(USE_CASE[service], claims(service), { typ }));
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['that has expired', () => ({ iat: now() - 600, exp: now() - 300 })],
    ['that is not valid yet', () => ({ nbf: now() + 300 })],
    ['that was issued in the future', () => ({ iat: now() + 300, exp: now() + 600 })],
    ['of another issuer', () => ({ iss: 'https://issuer.example' })],
    ['of the issuer with a slash', () => ({ iss: `${urls.identity}/` })],
    ['for no audience', () => ({ aud: undefined })],
    ['for everybody', () => ({ aud: 'urn:hallpass:services' })],
    ['without exp', () => ({ exp: undefined })],
    ['without sub', () => ({ sub: undefined })],
    ['without jti', () => ({ jti: undefined })],
    ['that is bound to a key and sent as Bearer', () => ({ cnf: { jkt: 'x' } })],
    ['of an older epoch', () => ({ epoch: -1 })],
  ])('refuses a token %s', async (_, changes) => {
    await rejected(service, await keys.sign(USE_CASE[service], claims(service, changes()), { typ: 'at+jwt' }));
  });

  it('refuses an ID token, a verification token, a reset token, a security event and a refresh token', async () => {
    const audience = RESOURCE[service];
    await rejected(
      service,
      await keys.sign('id-token', claims(service, { aud: 'hallpass-first-party' }), { typ: 'JWT' }),
    );
    await rejected(service, await keys.sign('id-token', claims(service), { typ: 'JWT' }));
    await rejected(service, verificationToken);
    const forgot = { json: { email: person.email } };
    expecting(202, await send('POST', `${urls.identity}/v1/auth/password/forgot`, forgot));
    await rejected(service, await person.mailbox.token('with a reset token', [verificationToken]));
    const event = { iss: urls.identity, aud: audience, iat: now(), jti: crypto.randomUUID(), events: {} };
    await rejected(service, await keys.sign('security-events', event, { typ: 'secevent+jwt' }));
    await rejected(service, session.refreshToken);
  });

  it('refuses alg none and HMAC with the public key, however they are spelled', async () => {
    const [, payload = '', signature = ''] = session[service].split('.');
    for (const alg of ['none', 'None', 'noNE', 'HS256', 'RS256', '']) {
      const header = Buffer.from(JSON.stringify({ ...headerOf(session[service]), alg })).toString('base64url');
      for (const end of ['', signature]) await rejected(service, `${header}.${payload}.${end}`);
    }
  });
});

it.each(wrongPairs)('$service refuses a token that was issued for $audience', async ({ service, audience }) => {
  await rejected(service, session[audience]);
});

it('an access token is not accepted where a verification or a reset token is wanted', async () => {
  for (const token of [session.identity, session.orders]) {
    refused(400, 'invalid_action_token', await person.verify(token));
    const reset = { json: { token, password: `corridor-${crypto.randomUUID()}` } };
    refused(400, 'invalid_action_token', await send('POST', `${urls.identity}/v1/auth/password/reset`, reset));
  }
});
