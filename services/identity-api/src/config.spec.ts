import { AUDIENCES } from '@hallpass/contracts';
import { configSchema } from './config.js';

const GOOD = {
  PORT: '3001',
  PUBLIC_URL: 'http://127.0.0.1:3001',
  ISSUER: 'http://127.0.0.1:3001',
  DATABASE_URL: 'postgresql://identity@127.0.0.1:5432/identity',
  NATS_URL: 'nats://127.0.0.1:4222',
  KEY_ENCRYPTION_KEYS_FILE: '/run/secrets/keys.json',
  NOTIFICATIONS_JWKS_URI: 'http://127.0.0.1:3003/.well-known/jwks.json',
};
const client = { client_id: 'order-api', jwks_uri: 'http://127.0.0.1:3002/.well-known/jwks.json' };
const clients = (...list: object[]) => configSchema.safeParse({ ...GOOD, SERVICE_CLIENTS: JSON.stringify(list) });

describe('the configuration', () => {
  it('has defaults for everything that is not a place', () => {
    expect(configSchema.parse(GOOD)).toMatchObject({
      ACCESS_TOKEN_TTL_SECONDS: 300,
      REFRESH_GRACE_MS: 60_000,
      SEED_DEMO: false,
      SERVICE_CLIENTS: [],
      PUBLIC_CLIENTS: ['hallpass-first-party'],
    });
  });

  it('takes service clients, which may do nothing by default', () => {
    expect(clients(client).data?.SERVICE_CLIENTS).toEqual([{ ...client, serves: [], scopes: {} }]);
    const scopes = { [AUDIENCES.orderApi]: ['orders:read:any'] };
    expect(clients({ ...client, scopes }).data?.SERVICE_CLIENTS).toMatchObject([{ scopes }]);
  });

  it('takes the audiences that a client is the resource server of', () => {
    const serves = [AUDIENCES.orderApi, AUDIENCES.notifications];
    expect(clients({ ...client, serves }).data?.SERVICE_CLIENTS).toMatchObject([{ serves }]);
  });

  it('takes "introspect" as short for the audience that the client is named after', () => {
    const [read] = clients({ ...client, introspect: true }).data?.SERVICE_CLIENTS ?? [];
    expect(read).toEqual({ ...client, serves: [AUDIENCES.orderApi], scopes: {} });
    expect(clients({ ...client, introspect: false }).data?.SERVICE_CLIENTS).toMatchObject([{ serves: [] }]);
  });

  it.each([
    ['"introspect" where no audience has its name', { ...client, client_id: 'reporting', introspect: true }],
    ['an audience nobody has', { ...client, serves: ['urn:example:elsewhere'] }],
    ['a resource nobody has', { ...client, scopes: { 'urn:example:elsewhere': ['a'] } }],
    ["a scope for a person's own account", { ...client, scopes: { [AUDIENCES.identityApi]: ['account'] } }],
    ['a key set that is no address', { ...client, jwks_uri: 'file:///etc/passwd' }],
    ['a misspelt right', { ...client, introspection: true }],
  ])('refuses a service client with %s', (_, refused) => {
    expect(clients(refused).error?.issues[0]?.path[0]).toBe('SERVICE_CLIENTS');
  });

  it.each([
    ['SERVICE_CLIENTS', 'order-api'],
    ['ACCESS_TOKEN_TTL_SECONDS', '86400'],
    ['ACCESS_TOKEN_ALG', 'HS256'],
    ['REFRESH_GRACE_MS', '-1'],
  ])('refuses %s=%s', (name, value) => {
    expect(configSchema.safeParse({ ...GOOD, [name]: value }).error?.issues[0]?.path).toEqual([name]);
  });
});
