import { AUDIENCES, FIRST_PARTY_CLIENT } from '@hallpass/contracts';
import { grantOf, narrowGrant, type Grant } from './grant.js';

const { identityApi, orderApi, notifications } = AUDIENCES;
const OTHER = 'a-third-party';
const reading = { resource: orderApi, scopes: ['orders:read'] };
const everything = { resource: orderApi, scopes: ['orders:read', 'orders:write'] };
const narrowed: Grant = { resource: orderApi, scopes: { [orderApi]: ['orders:read'] } };
const open: Grant = { resource: orderApi, scopes: {} };
const problem = (code: string) => expect.objectContaining({ code });

describe('what a login granted', () => {
  it('is the scope that was asked for', () => {
    expect(grantOf(FIRST_PARTY_CLIENT, { scope: 'orders:read' }, reading)).toEqual(narrowed);
  });

  it('is left to the roles when a first-party client asked for no scope', () => {
    expect(grantOf(FIRST_PARTY_CLIENT, {}, everything)).toEqual(open);
  });

  it('is what the roles allowed then when a third party asked for no scope', () => {
    expect(grantOf(OTHER, {}, everything).scopes).toEqual({ [orderApi]: ['orders:read', 'orders:write'] });
  });
});

describe('what a refresh is granted', () => {
  it('is the resource and the scope of the login when it asks for nothing', () => {
    for (const client of [FIRST_PARTY_CLIENT, OTHER])
      expect(narrowGrant(client, narrowed, ['customer'], {})).toEqual(reading);
  });

  it.each([
    ['than was granted', narrowed, 'orders:read orders:write'],
    ['than the roles allow', open, 'orders:read:any'],
  ])('is not more %s', (_, grant, scope) => {
    expect(() => narrowGrant(FIRST_PARTY_CLIENT, grant, ['customer'], { scope })).toThrow(problem('invalid_scope'));
  });

  it('is less when it asks for less', () => {
    expect(narrowGrant(FIRST_PARTY_CLIENT, open, ['customer'], { scope: 'orders:write' }).scopes).toEqual([
      'orders:write',
    ]);
  });

  it('is all that the roles allow at another resource, for a first-party client', () => {
    expect(narrowGrant(FIRST_PARTY_CLIENT, narrowed, ['customer'], { resource: notifications })).toEqual({
      resource: notifications,
      scopes: ['notifications:read', 'notifications:write'],
    });
  });

  it('is no other resource for a third party', () => {
    const asked = { resource: notifications };
    expect(() => narrowGrant(OTHER, narrowed, ['customer'], asked)).toThrow(problem('invalid_target'));
    expect(narrowGrant(OTHER, narrowed, ['customer'], { resource: orderApi })).toEqual(reading);
  });

  it('follows the roles: with more, where they alone decide, and with fewer always', () => {
    const administration: Grant = { resource: identityApi, scopes: { [identityApi]: ['account', 'users:admin'] } };
    expect(narrowGrant(FIRST_PARTY_CLIENT, open, ['support'], {}).scopes).toContain('orders:read:any');
    expect(narrowGrant(FIRST_PARTY_CLIENT, narrowed, ['support'], {})).toEqual(reading);
    expect(narrowGrant(FIRST_PARTY_CLIENT, administration, ['customer'], {}).scopes).toEqual(['account']);
  });

  it('is refused when the roles leave nothing of it', () => {
    const administration: Grant = { resource: identityApi, scopes: { [identityApi]: ['users:admin'] } };
    expect(() => narrowGrant(FIRST_PARTY_CLIENT, administration, ['customer'], {})).toThrow(problem('invalid_scope'));
  });
});
