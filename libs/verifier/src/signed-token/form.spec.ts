import { LocalIssuer } from '../testing/local-issuer.js';
import { checkForm } from './form.js';
import { unverifiedClaims } from './verify-signed.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Every other way to write the last character of a part, of those that a forgiving decoder reads as the same bytes. */
function otherSpellings(part: string): string[] {
  const bytes = Buffer.from(part, 'base64url');
  const spellings = [...ALPHABET].map((end) => part.slice(0, -1) + end);
  return spellings.filter((other) => other !== part && Buffer.from(other, 'base64url').equals(bytes));
}

describe('the form of a signed token', () => {
  it.each([0, 1, 2])('has one spelling only: part %i is canonical base64url', async (index) => {
    const issuer = await LocalIssuer.create();
    // One octet more each time, so that every part ends with two, with four and with no unused bits.
    for (const padding of ['', 'x', 'xx']) {
      const parts = (await issuer.mint({ claims: { padding }, header: { x: padding } })).split('.');
      expect(() => checkForm(parts.join('.'), 8192)).not.toThrow();
      const others = otherSpellings(parts[index] as string);
      for (const other of others) {
        const spelled = parts.with(index, other).join('.');
        expect(() => checkForm(spelled, 8192)).toThrow('canonical');
        expect(() => unverifiedClaims(spelled)).toThrow('canonical');
      }
    }
  });

  it('has fifteen other spellings of a signature by ES256, each refused', async () => {
    const issuer = await LocalIssuer.create();
    const [header, payload, signature = ''] = (await issuer.mint()).split('.');
    const others = otherSpellings(signature);
    expect(others).toHaveLength(15);
    for (const other of others) expect(() => checkForm(`${header}.${payload}.${other}`, 8192)).toThrow('canonical');
  });

  it('has no part whose length no octets have', () => {
    expect(() => checkForm('AAAAA.AAAA.AAAA', 8192)).toThrow('canonical');
  });
});
