import {
  anyProduct,
  claimsOf,
  expecting,
  LiveStream,
  Person,
  placeOrder,
  read,
  refused,
  RESOURCES,
  send,
  until,
  type Session,
} from '@hallpass/embedded';
import { inside, system, urls } from './system/shared-system.ts';

const pairs = RESOURCES.flatMap((service) => RESOURCES.map((audience) => ({ service, audience })));

let person: Person;
let session: Session;
let adminToken: string;

beforeEach(async () => {
  person = await Person.stranger(urls).arrive();
  session = await person.signIn();
  adminToken = expecting(200, await Person.admin(urls).login()).access_token;
});

interface Told {
  propagation: string;
  verifiers: { known: number; applied: number; complete: boolean };
}
const deactivate = async (): Promise<Told> => {
  const url = `${urls.identity}/v1/admin/users/${claimsOf(session.identity).sub}/deactivate?wait=applied&timeout=20s`;
  return expecting(200, await send<Told>('POST', url, { token: adminToken, json: { reason: 'a test' } }));
};

describe('an access token', () => {
  it.each(pairs)('for $audience is accepted at $service only where that is the same', async ({ service, audience }) => {
    const answer = await read(urls, service, session[audience]);
    if (service === audience) expecting(200, answer);
    else refused(401, 'invalid_token', answer);
  });

  it.each(RESOURCES)('names the issuer behind the gateway: %s', (audience) => {
    expect(claimsOf(session[audience])['iss']).toBe(urls.identity);
  });

  it.each(RESOURCES)('that is no access token is refused at %s', async (service) => {
    for (const token of [session.refreshToken, `${session[service].slice(0, -4)}AAAA`, 'x.y.z']) {
      refused(401, 'invalid_token', await read(urls, service, token));
    }
  });

  it('is verified with keys from the inner network: the address that it names is never asked', async () => {
    const answer = expecting(200, await send('GET', `${urls.identity}/.well-known/oauth-authorization-server`));
    const known = JSON.stringify(answer);
    expect(known).toContain(`${urls.identity}/.well-known/jwks/order-api.json`);
    // From the container of OrderAPI the address of the issuer leads nowhere; its tokens are verified all the same.
    const script = `console.log(JSON.stringify(await fetch('${urls.identity}/docs').then(() => 'there', () => 'not there')))`;
    expect(await inside('order-api', script)).toBe('not there');
    expecting(200, await read(urls, 'orders', session.orders));
  });
});

describe('a refresh token', () => {
  it('is good once: its reuse ends the session', async () => {
    const first = expecting(200, await person.login());
    const second = expecting(200, await person.refresh(first.refresh_token, 'orders'));
    const third = expecting(200, await person.refresh(second.refresh_token, 'orders'));
    expecting(200, await read(urls, 'orders', third.access_token));
    refused(400, 'invalid_grant', await person.refresh(first.refresh_token));
    refused(400, 'invalid_grant', await person.refresh(third.refresh_token));
    await until('the session to be ended', async () => {
      return (await read(urls, 'orders', third.access_token)).status === 401 || undefined;
    });
  });
});

describe('a deactivation', () => {
  it('that was applied is in force at every service, and closes live streams', async () => {
    const stream = await LiveStream.open(urls.notifications, session.notifications);
    const productId = await anyProduct(urls, session.orders);
    expecting(201, await placeOrder(urls, session.orders, { productId, quantity: 1 }));
    // The gateway passes on what comes while the answer goes on.
    await until('the order on the live stream', async () => stream.events.length > 0 || undefined);
    const told = await deactivate();
    expect(told).toMatchObject({ propagation: 'applied', verifiers: { known: 3, applied: 3, complete: true } });
    for (const service of RESOURCES) refused(401, 'invalid_token', await read(urls, service, session[service]));
    refused(400, 'invalid_grant', await person.refresh(session.refreshToken));
    refused(401, 'invalid_credentials', await person.login());
    await stream.closed;
  });
});

describe('who a request came from', () => {
  const origins = async (userAgent: string) => {
    const url = `${urls.identity}/v1/admin/audit-events?limit=50`;
    const page = await send<{ items: { userAgent: string; ipAddress: string }[] }>('GET', url, { token: adminToken });
    return expecting(200, page).items.filter((entry) => entry.userAgent === userAgent);
  };
  const edge = `${String(system.variables?.['EDGE_NETWORK'])}.`;
  const claim = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' };

  it('is what the gateway saw, not what the request says', async () => {
    const agent = `outside-${crypto.randomUUID()}`;
    const json = { email: person.email, password: 'not the password' };
    const headers = { 'user-agent': agent, ...claim };
    refused(401, 'invalid_credentials', await send('POST', `${urls.identity}/v1/auth/login`, { json, headers }));
    const [entry] = await origins(agent);
    expect(entry?.ipAddress).toMatch(/^(172|192|10)\./);
    expect(entry?.ipAddress.startsWith(edge)).toBe(false); // or it would be the gateway's own
  });

  it('is not what another service says', async () => {
    const agent = `inside-${crypto.randomUUID()}`;
    const headers = { 'content-type': 'application/json', 'user-agent': agent, ...claim };
    const body = JSON.stringify({ email: person.email, password: 'not the password' });
    const init = JSON.stringify({ method: 'POST', headers, body });
    const script = `console.log((await fetch('http://identity-api:3001/v1/auth/login', ${init})).status)`;
    expect(await inside<number>('order-api', script)).toBe(401);
    const [entry] = await origins(agent);
    expect(entry?.ipAddress.startsWith(edge)).toBe(true);
  });
});
