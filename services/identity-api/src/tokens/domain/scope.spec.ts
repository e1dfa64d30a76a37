import { AUDIENCES } from '@hallpass/contracts';
import { Resources, useCaseOf } from './resource.js';
import { grantScopes } from './scope.js';

const ALLOWED = ['orders:read', 'orders:write'];

describe('the scopes of a grant', () => {
  it('are all that is allowed when nothing is asked for', () => {
    expect(grantScopes(undefined, ALLOWED)).toEqual(ALLOWED);
  });

  it('are what is asked for, each once', () => {
    expect(grantScopes('orders:write orders:write', ALLOWED)).toEqual(['orders:write']);
  });

  it.each([
    'orders:read users:admin',
    '',
    ' ',
    'orders:read ',
    'orders:read  orders:write',
    'orders:"read"',
    'ORDERS:READ',
  ])('are never more, nor malformed: "%s"', (requested) => {
    expect(() => grantScopes(requested, ALLOWED)).toThrow(expect.objectContaining({ code: 'invalid_scope' }));
  });
});

describe('the resource of a grant', () => {
  const resources = new Resources({
    [AUDIENCES.orderApi]: 'https://hallpass.test/orders',
    [AUDIENCES.notifications]: 'http://localhost:3003',
  });

  it.each([
    ['https://hallpass.test/orders', AUDIENCES.orderApi],
    ['https://hallpass.test/orders/', AUDIENCES.orderApi],
    ['HTTPS://Hallpass.test:443/orders', AUDIENCES.orderApi],
    ['http://localhost:3003', AUDIENCES.notifications],
    ['http://localhost:3003/', AUDIENCES.notifications],
  ])('may be named by its URL: "%s"', (url, audience) => {
    expect(resources.find(url)).toBe(audience);
  });

  it('is one only', () => {
    for (const several of [[AUDIENCES.orderApi], [AUDIENCES.orderApi, AUDIENCES.identityApi], []]) {
      expect(() => resources.find(several)).toThrow(expect.objectContaining({ code: 'invalid_target' }));
    }
  });

  it('is this API when none is named', () => {
    expect(resources.find(undefined)).toBe(AUDIENCES.identityApi);
    expect(resources.find(AUDIENCES.orderApi)).toBe(AUDIENCES.orderApi);
  });

  it.each([
    '',
    'order-api',
    AUDIENCES.services,
    AUDIENCES.emailVerification,
    `${AUDIENCES.orderApi} ${AUDIENCES.identityApi}`,
    'https://hallpass.test',
    'https://hallpass.test/orders/v1',
    'https://hallpass.test/Orders',
    'http://hallpass.test/orders',
    'https://hallpass.test/orders#',
    'https://hallpass.test/orders?a',
    'https://me@hallpass.test/orders',
    'https://hallpass.test/orders//',
  ])('is one of ours: not "%s"', (requested) => {
    expect(() => resources.find(requested)).toThrow(expect.objectContaining({ code: 'invalid_target' }));
  });

  it('has a key set of its own', () => {
    expect(useCaseOf(AUDIENCES.identityApi)).toBe('identity-api');
    expect(useCaseOf(AUDIENCES.orderApi)).toBe('order-api');
    expect(useCaseOf(AUDIENCES.notifications)).toBe('notifications');
  });
});
