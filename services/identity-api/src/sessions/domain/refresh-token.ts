import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;
/** 256 bits in base64url. */
const FORM = /^[\w-]{43}$/;

/** A refresh token: 256 random bits that mean nothing to anybody but this issuer. */
export function newRefreshToken(): string {
  return randomBytes(BYTES).toString('base64url');
}

export function hasRefreshTokenForm(token: string): boolean {
  return FORM.test(token);
}

/** What is stored of a refresh token: its SHA-256. It has 256 bits of entropy, so there is nothing to guess and no need for salt. */
export function hashRefreshToken(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(token).digest());
}
