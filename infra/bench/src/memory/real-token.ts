import { randomUUID } from 'node:crypto';
import { RevocationState, LocalVerifier, type KeySource, type Principal } from '@hallpass/verifier';
import { generateKeyPair, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.example';
const AUDIENCE = 'urn:hallpass:order-api';

export interface RealToken {
  readonly token: string;
  /** The value of its `Authorization` header. */
  readonly header: string;
  readonly principal: Principal;
  verifierWith(revocations: RevocationState): LocalVerifier;
}

/** Mints access tokens with the claims that IdentityAPI gives, each of a session of its own. */
export async function tokenFactory(): Promise<{ mint: () => Promise<string>; keySource: KeySource }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const kid = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';
  const keySource: KeySource = {
    getKey: async () => ({ kid, alg: 'ES256', key: publicKey }),
    withdraw: () => undefined,
  };
  const mint = () => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      client_id: 'hallpass-first-party',
      scope: 'orders:read orders:write',
      sid: randomUUID(),
      epoch: 0,
      roles: ['customer'],
      auth_time: now,
      amr: ['pwd'],
    })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(randomUUID())
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + 300)
      .sign(privateKey);
  };
  return { mint, keySource };
}

/** One such token, and what a verifier makes of it. */
export async function realToken(): Promise<RealToken> {
  const { mint, keySource } = await tokenFactory();
  const token = await mint();
  const verifierWith = (revocations: RevocationState) =>
    new LocalVerifier({ issuer: ISSUER, audience: AUDIENCE, keySource, revocations });
  const principal = await verifierWith(new RevocationState()).verify(token);
  return { token, header: `Bearer ${token}`, principal, verifierWith };
}
