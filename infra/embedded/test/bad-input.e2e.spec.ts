import { randomUUID } from 'node:crypto';
import { expecting, refused, send } from '../src/client/http.ts';
import { Person, type Session } from '../src/client/person.ts';
import { anyProduct, placeOrder, read, READABLE, RESOURCES, type Order } from '../src/client/routes.ts';
import { rawRequest } from './system/raw-request.ts';
import { sharedSystem } from './system/shared-system.ts';

const { urls } = sharedSystem();
let session: Session;

beforeAll(async () => {
  session = await (await Person.stranger(urls).arrive()).signIn();
});

const register = (json: unknown) => send('POST', `${urls.identity}/v1/users`, { json });
const someone = () => ({ email: `${randomUUID()}@hallpass.test`, password: `corridor-${randomUUID()}` });

describe.each(RESOURCES)('%s', (service) => {
  const route = READABLE[service];
  const bearer = () => `Authorization: Bearer ${session[service]}`;

  it('answers problem details with a code, and no stack', async () => {
    const answer = await read(urls, service, 'not-a-token');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 401, code: 'invalid_token', title: expect.any(String) });
    expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules|\.[jt]s:\d/);
  });

  it.each([
    ['one word', 'x'],
    ['two parts', 'a.b'],
    ['four parts', 'a.b.c.d'],
    ['five empty parts', '....'],
    ['padded base64', 'eyJhbGciOiJFUzI1NiJ9==.e30=.AAAA'],
    ['characters of base64 that base64url does not have', 'ey+/.e30.AA+/'],
    ['other characters', 'eyJ%20.e30.AAA'],
    ['a header that is no JSON', 'bm90IGpzb24.e30.AAAA'],
    ['a header that is an array', 'W10.e30.AAAA'],
    ['more than 8 KiB', `eyJhbGciOiJFUzI1NiJ9.${'A'.repeat(9000)}.AAAA`],
  ])('refuses a token of %s', async (_, token) => {
    refused(401, 'invalid_token', await read(urls, service, token));
  });

  it('refuses a second Authorization header, and two in one', async () => {
    const other = 'Authorization: Basic eDp5';
    for (const headers of [[bearer(), bearer()], [bearer(), other], [other, bearer()], [`${bearer()}, ${bearer()}`]]) {
      const { status, body } = await rawRequest(urls[service], route, headers);
      expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'invalid_request' });
    }
  });

  it('refuses headers over the limit with 431', async () => {
    const { status, body } = await rawRequest(urls[service], route, [bearer(), `X-Long: ${'a'.repeat(20_000)}`]);
    expect({ status, code: body['code'] }).toEqual({ status: 431, code: 'headers_too_large' });
  });

  it('answers an unknown route with 404, also without a token', async () => {
    refused(404, 'route_not_found', await send('GET', `${urls[service]}/v1/no-such-route`));
  });
});

describe('a registration', () => {
  it('is refused when the body is over 64 KiB', async () => {
    refused(413, 'body_too_large', await register({ ...someone(), displayName: 'a'.repeat(70_000) }));
  });

  it('is refused when the body is no JSON, or something else', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await fetch(`${urls.identity}/v1/users`, { method: 'POST', headers, body: '{"email":' });
    expect([broken.status, ((await broken.json()) as { code: string }).code]).toEqual([400, 'malformed_json']);
    const xml = { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<a/>' };
    expect((await fetch(`${urls.identity}/v1/users`, xml)).status).toBe(415);
  });

  it('is refused for an unknown field, which is named', async () => {
    const answer = await register({ ...someone(), roles: ['admin'] });
    refused(400, 'invalid_request', answer);
    expect(JSON.stringify(answer.body)).toContain('roles');
  });

  it.each(['', 'ada', 'ada@', '@hallpass.test', 'ada@@hallpass.test', 'a b@hallpass.test', 7, null])(
    'is refused for the address %p',
    async (email) => {
      refused(400, 'invalid_request', await register({ ...someone(), email }));
    },
  );

  it.each(['short', 'password', 'password123', '12345678', 'qwertyuiop'])(
    'is refused for the password %p, with the reason',
    async (password) => {
      const answer = await register({ ...someone(), password });
      refused(422, 'weak_password', answer);
      expect(answer.body['detail']).toEqual(expect.any(String));
      expect(JSON.stringify(answer.body)).not.toContain(`"${password}"`);
    },
  );
});

describe('a login', () => {
  it('answers an unknown address and a wrong password alike', async () => {
    const known = new Person(urls, 'bob@hallpass.test', 'wrong-password');
    const unknown = new Person(urls, `${randomUUID()}@hallpass.test`, 'wrong-password');
    const [one, other] = [await known.login(), await unknown.login()];
    refused(401, 'invalid_credentials', one);
    refused(401, 'invalid_credentials', other);
    expect(stable(one.body)).toEqual(stable(other.body));
  });

  it('is refused for a resource and a scope that do not exist or are not allowed', async () => {
    const login = { email: 'bob@hallpass.test', password: 'hall-pass-bob-dev' };
    const url = `${urls.identity}/v1/auth/login`;
    refused(400, 'invalid_target', await send('POST', url, { json: { ...login, resource: 'urn:hallpass:nowhere' } }));
    refused(400, 'invalid_scope', await send('POST', url, { json: { ...login, scope: 'users:admin' } }));
  });
});

/** What is the same in every answer of a kind: all but the ids of the request. */
const stable = (body: object) => ({ ...body, instance: undefined, traceId: undefined, requestId: undefined });

describe('an order', () => {
  let productId: string;

  beforeAll(async () => {
    productId = await anyProduct(urls, session.orders);
  });

  const orders = async () => {
    const answer = await send<{ items: Order[] }>('GET', `${urls.orders}/v1/orders`, { token: session.orders });
    return expecting(200, answer).items;
  };

  it.each([0, -1, 1e9, 1.5, '1', null])('is refused for a quantity of %p, and nothing is written', async (quantity) => {
    refused(422, 'invalid_quantity', await placeOrder(urls, session.orders, { productId, quantity }));
    expect(await orders()).toEqual([]);
  });

  it('is refused for a product that does not exist', async () => {
    refused(422, 'unknown_product', await placeOrder(urls, session.orders, { productId: randomUUID(), quantity: 1 }));
    expect(await orders()).toEqual([]);
  });

  it('is refused without an Idempotency-Key', async () => {
    const json = { lines: [{ productId, quantity: 1 }] };
    const answer = await send('POST', `${urls.orders}/v1/orders`, { token: session.orders, json });
    refused(400, 'idempotency_key_required', answer);
  });

  it('is refused for a field that is ours to fill, which is named', async () => {
    const json = { lines: [{ productId, quantity: 1, unitPrice: 1 }], total: 1 };
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await send('POST', `${urls.orders}/v1/orders`, { token: session.orders, json, headers });
    refused(400, 'invalid_request', answer);
    expect(JSON.stringify(answer.body)).toMatch(/unitPrice|total/);
  });

  it('is not found under an id that is none', async () => {
    refused(400, 'invalid_request', await send('GET', `${urls.orders}/v1/orders/not-an-id`, { token: session.orders }));
    const other = await send('GET', `${urls.orders}/v1/orders/${randomUUID()}`, { token: session.orders });
    refused(404, 'order_not_found', other);
  });
});
