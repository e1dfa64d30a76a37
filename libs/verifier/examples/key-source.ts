/**
 * A key source of your own: `node key-source.ts`.
 *
 * It takes keys from the configuration, for an issuer that publishes no key set where the verifier can reach it.
 */
import { AuthError, createVerifier, type KeySource, type VerificationKey } from '@hallpass/verifier';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';

class ConfiguredKeySource implements KeySource {
  private readonly keys = new Map<string, VerificationKey>();
  private readonly withdrawn = new Set<string>();

  /** @throws Error when a key can't be read: a mistake in the configuration should stop the start */
  static async of(jwks: readonly JWK[]): Promise<ConfiguredKeySource> {
    const source = new ConfiguredKeySource();
    for (const jwk of jwks) {
      const { kid, alg } = jwk;
      if (kid === undefined || alg === undefined) throw new Error('A key needs "kid" and "alg".');
      const key = await importJWK(jwk, alg);
      if (key instanceof Uint8Array || key.type !== 'public') throw new Error(`The key "${kid}" is no public key.`);
      source.keys.set(kid, { kid, alg, key });
    }
    return source;
  }

  async getKey(kid: string): Promise<VerificationKey | undefined> {
    return this.withdrawn.has(kid) ? undefined : this.keys.get(kid);
  }

  /** For the life of the process: a compromised key must not come back. */
  withdraw(kid: string): void {
    this.withdrawn.add(kid);
  }
}

const issuer = 'https://issuer.example';
const audience = 'urn:example:orders';
const { publicKey, privateKey } = await generateKeyPair('ES256');
const keySource = await ConfiguredKeySource.of([{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256' }]);
const verifier = createVerifier({ issuer, audience, keySource });
await verifier.start();

const token = await new SignJWT({ client_id: 'web' })
  .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
  .setIssuer(issuer)
  .setAudience(audience)
  .setSubject('ada')
  .setJti(crypto.randomUUID())
  .setIssuedAt()
  .setExpirationTime('5 minutes')
  .sign(privateKey);
console.log('let in:', (await verifier.verify(token)).sub);

verifier.state.apply({ kind: 'key', kid: 'key-1' }); // As a security event does: also what was verified before is refused.
await verifier.verify(token).catch((error: AuthError) => console.log('refused:', error.reason));
await verifier.stop();
