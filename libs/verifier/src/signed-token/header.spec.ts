import { forge } from '../testing/local-issuer.js';
import { readHeader } from './header.js';

describe('the header of a token', () => {
  const rules = { typ: 'at+jwt', algorithms: ['ES256'] } as const;
  const read = (header: object) => readHeader(forge(header, {}), rules);
  const good = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' };
  const refusal = (detail: string) =>
    expect.objectContaining({ code: 'invalid_token', message: expect.stringContaining(detail) });

  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('of type %s names algorithm and key', (typ) => {
    expect(read({ ...good, typ })).toEqual({ alg: 'ES256', kid: 'key-1' });
  });

  it('may hold what nobody here needs', () => {
    expect(read({ ...good, x5t: 'AAAA', cty: 'json' })).toEqual({ alg: 'ES256', kid: 'key-1' });
  });

  it.each([
    ['no JSON', 'bm90IGpzb24'],
    ['an array', Buffer.from('[]').toString('base64url')],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')],
  ])('that is %s is refused', (_name, header) => {
    expect(() => readHeader(`${header}.e30.AAAA`, rules)).toThrow(refusal('not readable'));
  });

  it.each([undefined, 7, 'JWT', 'jwt', 'id_token', 'secevent+jwt', 'dpop+jwt', 'email-verification+jwt', 'at+jwt '])(
    'of type %s is refused',
    (typ) => {
      expect(() => read({ ...good, typ })).toThrow(refusal('not of type "at+jwt"'));
    },
  );

  it.each([undefined, 'none', 'noNE', 'None', 'HS256', 'RS256', 'es256', 'ES256 ', 'ES384', ['ES256']])(
    'with the alg %j is refused',
    (alg) => {
      expect(() => read({ ...good, alg })).toThrow(refusal('algorithm'));
    },
  );

  it.each(['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64'])('with the parameter %s is refused', (name) => {
    expect(() => read({ ...good, [name]: 'https://mallory.test/keys' })).toThrow(refusal(`"${name}" is not accepted`));
  });

  it.each([undefined, '', 7, ['key-1'], 'k'.repeat(257)])('with the kid %j is refused', (kid) => {
    expect(() => read({ ...good, kid })).toThrow(refusal('"kid"'));
  });
});
