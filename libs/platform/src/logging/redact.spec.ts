import { redact } from './redact.js';

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

describe('what is logged', () => {
  it.each(['authorization', 'Cookie', 'set-cookie', 'password', 'newPassword', 'refresh_token', 'client_assertion'])(
    'has no %s',
    (name) => {
      expect(redact({ outer: { list: [{ [name]: 'shh' }] } })).toEqual({ outer: { list: [{ [name]: '[redacted]' }] } });
    },
  );

  it('has no token inside of a text', () => {
    expect(redact({ msg: `refused Bearer ${JWT} today` })).toEqual({ msg: 'refused Bearer [redacted] today' });
    expect(redact({ jwe: `${JWT}.tag.more` })).toEqual({ jwe: '[redacted]' });
  });

  it('keeps what is no secret', () => {
    const line = { token_type: 'Bearer', tokenEpoch: 3, status: 200, at: new Date(0), none: null, password: undefined };
    expect(redact(line)).toEqual(line);
  });

  it('ends at some depth', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(redact(loop))).toContain('[deep]');
  });
});
