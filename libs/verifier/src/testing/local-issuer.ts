import { generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Algorithm, KeySource, VerificationKey } from '../key-sets/key-source.js';
import { REVOCATION_SNAPSHOT_TYP } from '../revocation/revocation-snapshot.js';
import { securityEventClaims } from '../revocation/security-event-claims.js';
import { securityEventSubject, type SecurityEvent } from '../revocation/security-event.js';

export const ISSUER = 'https://issuer.test';
export const AUDIENCE = 'urn:test:api';
/** Seconds: where the frozen clocks of the tests stand. */
export const NOW = 1_800_000_000;

/** A clock that only moves when told. */
export class TestClock {
  private passed = 0;
  constructor(public ms = NOW * 1000) {}
  now = (): number => this.ms;
  monotonic = (): number => this.passed;
  advance(ms: number): void {
    this.ms += ms;
    this.passed += ms;
  }
  setBack(ms: number): void {
    this.ms -= ms;
  }
  /** The time goes on, and nothing else does. */
  suspend(ms: number): void {
    this.ms += ms;
  }
}

/** Keys held in memory: the key source of an issuer that verifies its own tokens. */
export class MemoryKeySource implements KeySource {
  readonly keys = new Map<string, VerificationKey>();
  readonly withdrawn = new Set<string>();
  failure: Error | undefined;

  async getKey(kid: string): Promise<VerificationKey | undefined> {
    if (this.failure !== undefined) throw this.failure;
    return this.withdrawn.has(kid) ? undefined : this.keys.get(kid);
  }

  withdraw(kid: string): void {
    this.withdrawn.add(kid);
  }
}

export interface MintOptions {
  claims?: JWTPayload;
  header?: Partial<JWTHeaderParameters>;
  key?: CryptoKey | Uint8Array;
  /** Claims to leave out. */
  without?: string[];
}

/** Signs real tokens with real keys, without a server. */
export class LocalIssuer {
  readonly keySource = new MemoryKeySource();
  readonly securityEventKeySource = new MemoryKeySource();

  private constructor(
    readonly kid: string,
    readonly alg: Algorithm,
    readonly keys: { privateKey: CryptoKey; publicKey: CryptoKey },
    readonly eventKeys: { privateKey: CryptoKey; publicKey: CryptoKey },
  ) {
    this.keySource.keys.set(kid, { kid, alg, key: keys.publicKey });
    this.securityEventKeySource.keys.set('events-1', { kid: 'events-1', alg: 'EdDSA', key: eventKeys.publicKey });
  }

  static async create(alg: Algorithm = 'ES256'): Promise<LocalIssuer> {
    const keys = await generateKeyPair(alg, { extractable: true });
    return new LocalIssuer('key-1', alg, keys, await generateKeyPair('EdDSA', { extractable: true }));
  }

  async mint({
    claims = {},
    header = {},
    key = this.keys.privateKey,
    without = [],
  }: MintOptions = {}): Promise<string> {
    const payload: JWTPayload = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: 'alice',
      client_id: 'web',
      jti: crypto.randomUUID(),
      iat: NOW,
      exp: NOW + 300,
      scope: 'orders:read orders:write',
      roles: ['customer'],
      sid: 'session-1',
      epoch: 3,
      ...claims,
    };
    for (const name of without) Reflect.deleteProperty(payload, name);
    return new SignJWT(payload)
      .setProtectedHeader({ alg: this.alg, kid: this.kid, typ: 'at+jwt', ...header } as JWTHeaderParameters)
      .sign(key);
  }

  async mintEvent(
    event: SecurityEvent,
    { claims = {}, header = {}, key, without = [] }: MintOptions = {},
  ): Promise<string> {
    const payload = {
      ...securityEventClaims(event, { issuer: ISSUER, jti: crypto.randomUUID(), iat: NOW }),
      ...claims,
    };
    for (const name of without) Reflect.deleteProperty(payload, name);
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'EdDSA', kid: 'events-1', typ: 'secevent+jwt', ...header } as JWTHeaderParameters)
      .sign(key ?? this.eventKeys.privateKey);
  }

  /** What a replica of the issuer signs snapshots with. */
  signSnapshot(claims: JWTPayload): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: 'events-1', typ: REVOCATION_SNAPSHOT_TYP })
      .sign(this.eventKeys.privateKey);
  }

  /** What a broker would carry. */
  async message(event: SecurityEvent): Promise<{ subject: string; body: string }> {
    return { subject: securityEventSubject(event), body: await this.mintEvent(event) };
  }
}

/** The compact serialization of a token that jose would not sign. */
export function forge(header: object, payload: object, signature = 'AAAA'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}
