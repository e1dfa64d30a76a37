import { isSecurityEvent, securityStream } from './security-stream.js';

describe('the stream of security events', () => {
  it.each([
    [300, 360],
    [30, 360],
    [3600, 3660],
  ])('keeps them, where access tokens live %i s, for %i s', (lifetime, kept) => {
    expect(securityStream(lifetime)).toMatchObject({ name: 'SECURITY', maxAgeMs: kept * 1000 });
  });

  it('is told by the subject', () => {
    expect(isSecurityEvent('security.v1.session.1')).toBe(true);
    expect(isSecurityEvent('identity.users.v1.registered')).toBe(false);
  });
});
