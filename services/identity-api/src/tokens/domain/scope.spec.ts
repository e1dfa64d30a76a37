import { AUDIENCES } from '@hallpass/contracts';
import { resourceOf, useCaseOf } from './resource.js';
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
  it('is this API when none is named', () => {
    expect(resourceOf(undefined)).toBe(AUDIENCES.identityApi);
    expect(resourceOf(AUDIENCES.orderApi)).toBe(AUDIENCES.orderApi);
  });

  it.each(['', 'order-api', AUDIENCES.services, `${AUDIENCES.orderApi} ${AUDIENCES.identityApi}`])(
    'is one of ours: not "%s"',
    (requested) => {
      expect(() => resourceOf(requested)).toThrow(expect.objectContaining({ code: 'invalid_target' }));
    },
  );

  it('has a key set of its own', () => {
    expect(useCaseOf(AUDIENCES.identityApi)).toBe('identity-api');
    expect(useCaseOf(AUDIENCES.orderApi)).toBe('order-api');
    expect(useCaseOf(AUDIENCES.notifications)).toBe('notifications');
  });
});
