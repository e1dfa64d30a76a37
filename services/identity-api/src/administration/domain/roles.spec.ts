import { parseRoles, sameRoles } from './roles.js';

describe('roles', () => {
  it('are taken each once, in a stable order', () => {
    expect(parseRoles(['admin', 'customer', 'admin'])).toEqual(['customer', 'admin']);
  });

  it('must be known: the unknown ones are named', () => {
    expect(() => parseRoles(['customer', 'owner'])).toThrow(
      expect.objectContaining({ code: 'unknown_role', status: 422, extensions: { roles: ['owner'] } }),
    );
  });

  it('are at least one', () => {
    expect(() => parseRoles([])).toThrow(expect.objectContaining({ code: 'roles_required', status: 422 }));
  });

  it('are compared as sets', () => {
    expect(sameRoles(['customer', 'admin'], ['admin', 'customer'])).toBe(true);
    expect(sameRoles(['customer'], ['admin'])).toBe(false);
    expect(sameRoles(['customer'], ['customer', 'admin'])).toBe(false);
  });
});
