import { AUDIENCES } from './audiences.js';
import { allowedScopes } from './scopes.js';

describe('allowed scopes', () => {
  it('are the union over the roles, each once', () => {
    expect(allowedScopes(['customer', 'support'], AUDIENCES.orderApi)).toEqual([
      'orders:read',
      'orders:write',
      'orders:read:any',
    ]);
  });

  it('give administration to administrators alone', () => {
    expect(allowedScopes(['customer', 'support'], AUDIENCES.identityApi)).toEqual(['account']);
    expect(allowedScopes(['admin'], AUDIENCES.identityApi)).toEqual(['account', 'users:admin', 'keys:admin']);
  });

  it('are none without a role', () => {
    expect(allowedScopes([], AUDIENCES.orderApi)).toEqual([]);
  });
});
