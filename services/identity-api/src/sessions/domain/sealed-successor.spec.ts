import { hasRefreshTokenForm, hashRefreshToken, newRefreshToken } from './refresh-token.js';
import { openSuccessor, sealSuccessor } from './sealed-successor.js';

const ID = '0193a1f0-0000-7000-8000-000000000001';

describe('a sealed successor', () => {
  const [presented, successor] = [newRefreshToken(), newRefreshToken()];
  const sealed = sealSuccessor(presented, ID, successor);

  it('is opened by the token it was sealed under', () => {
    expect(openSuccessor(presented, ID, sealed)).toBe(successor);
  });

  it('is never the same text twice, and shows nothing', () => {
    expect(sealSuccessor(presented, ID, successor)).not.toBe(sealed);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain(successor);
  });

  it('is opened by no other token, for no other row, and not when it was changed', () => {
    expect(() => openSuccessor(successor, ID, sealed)).toThrow();
    expect(() => openSuccessor(presented, ID.replace(/1$/, '2'), sealed)).toThrow();
    const changed = Buffer.from(sealed, 'base64url');
    changed[changed.length - 1]! ^= 1;
    expect(() => openSuccessor(presented, ID, changed.toString('base64url'))).toThrow();
  });
});

describe('a refresh token', () => {
  it('has 256 random bits', () => {
    const tokens = new Set(Array.from({ length: 100 }, newRefreshToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('is told from what can be none without asking the database', () => {
    expect(hasRefreshTokenForm(newRefreshToken())).toBe(true);
    for (const other of ['', 'a.b.c', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`]) {
      expect(hasRefreshTokenForm(other)).toBe(false);
    }
  });

  it('is stored as its SHA-256', () => {
    expect(Buffer.from(hashRefreshToken('abc')).toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
