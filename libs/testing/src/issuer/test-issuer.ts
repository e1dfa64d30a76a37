import { randomUUID } from 'node:crypto';
import { AUDIENCES, TOKEN_TYPES } from '@hallpass/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import { decodeJwt, SignJWT, type JWTPayload } from 'jose';
import { accessTokenClaims, compact } from './access-token-claims.js';
import { IssuerServer, type Answer } from './issuer-server.js';
import { issuerMetadata, keySetUri } from './issuer-metadata.js';
import { TestKeySet } from './key-set.js';
import type { MintOptions } from './mint-options.js';
import { publishToSecurityStream } from './security-events.js';
import type { SigningKey } from './signing-key.js';

export interface TestIssuerOptions {
  /** Audiences of access tokens beside those of the system: each gets a key set, whose use case is the audience. */
  audiences?: readonly string[];
  /** Milliseconds; the system's time by default. */
  clock?: { now(): number };
  /** The algorithm of every access-token key set; each its own by default. */
  alg?: 'ES256' | 'EdDSA' | 'PS256';
  /** Seconds: `Cache-Control: max-age` of the key sets; 300 by default. */
  maxAgeSeconds?: number;
}

const ACCESS_TOKEN_SECONDS = 300;

/** An issuer with real keys on a real port: metadata, a key set for each use case, introspection, tokens of any shape. */
export class TestIssuer extends IssuerServer {
  /** By use case. */
  readonly keySets = new Map<string, TestKeySet>();
  /** The tokens that introspection calls active: all that {@link mint} made, until taken out. */
  readonly activeTokens = new Set<string>();
  /** Members to put into the metadata instead of the right ones; `undefined` leaves one out. */
  metadataOverrides: Record<string, unknown> = {};

  private constructor(private readonly options: TestIssuerOptions) {
    super((path, body) => this.respond(path, body));
  }

  static async start(options: TestIssuerOptions = {}): Promise<TestIssuer> {
    const issuer = new TestIssuer(options);
    const own = (options.audiences ?? []).map(
      (audience) => [audience, { ...TOKEN_TYPES['identity-api'], audience }] as const,
    );
    for (const [useCase, type] of [...Object.entries(TOKEN_TYPES), ...own]) {
      const alg = type.typ === 'at+jwt' ? (options.alg ?? type.alg) : type.alg;
      issuer.keySets.set(useCase, await TestKeySet.create(useCase, { ...type, alg }));
    }
    await issuer.switchOn();
    return issuer;
  }

  async stop(): Promise<void> {
    await this.switchOff();
  }

  /** Where the key set of a use case is published. */
  jwksUri(useCase: string): string {
    return keySetUri(this.url, useCase);
  }

  /** The keys of a use case. Throws when there is none of that name. */
  keySet(useCase: string): TestKeySet {
    const keySet = this.keySets.get(useCase);
    if (keySet === undefined) throw new Error(`The test issuer has no key set "${useCase}".`);
    return keySet;
  }

  /** An access token (RFC 9068), good for 5 minutes by default, and active at introspection. */
  async mint({ typ = 'at+jwt', header = {}, useCase, key, ...claims }: MintOptions): Promise<string> {
    const keySet = this.keySet(useCase ?? this.useCaseOf(claims.aud));
    const all = { ...accessTokenClaims(this.url, this.nowSeconds(), ACCESS_TOKEN_SECONDS), ...claims } as JWTPayload;
    const token = await this.sign(keySet, { typ, ...header }, all, key);
    this.activeTokens.add(token);
    return token;
  }

  /** A token with exactly these claims, signed by the active key of a use case, whatever it is meant for. */
  mintWith(useCase: string, typ: string, claims: JWTPayload): Promise<string> {
    return this.sign(this.keySet(useCase), { typ }, claims);
  }

  /** A security event token (RFC 8417): `iss`, `aud`, `iat` and `jti` are filled in where they are missing. */
  signSecurityEvent(claims: JWTPayload): Promise<string> {
    const base = { iss: this.url, aud: AUDIENCES.services, iat: this.nowSeconds(), jti: randomUUID() };
    return this.sign(this.keySet('security-events'), { typ: 'secevent+jwt' }, { ...base, ...claims });
  }

  /** Signs an event and publishes it; resolves once the stream `SECURITY` has it. Returns the token. */
  async publishSecurityEvent(nats: NatsConnection, subject: string, claims: JWTPayload): Promise<string> {
    const token = await this.signSecurityEvent(claims);
    await publishToSecurityStream(nats, subject, token, decodeJwt(token).jti ?? randomUUID());
    return token;
  }

  /** A new key signs the tokens of a use case from now on; the old ones stay published. */
  rotate(useCase: string): Promise<SigningKey> {
    return this.keySet(useCase).rotate();
  }

  private sign(keySet: TestKeySet, header: object, claims: JWTPayload, key?: MintOptions['key']): Promise<string> {
    const { kid, alg, privateKey } = key === undefined || !('kid' in key) ? keySet.active : key;
    const signer = key === undefined || 'kid' in key ? privateKey : key;
    return new SignJWT(compact(claims)).setProtectedHeader(compact({ alg, kid, ...header })).sign(signer);
  }

  private useCaseOf(audience: string | string[]): string {
    const wanted = [audience].flat();
    const found = [...this.keySets.values()].find(
      (set) => set.typ === 'at+jwt' && set.audience !== undefined && wanted.includes(set.audience),
    );
    return found?.useCase ?? 'identity-api';
  }

  private nowSeconds(): number {
    return Math.floor((this.options.clock?.now() ?? Date.now()) / 1000);
  }

  private respond(path: string, body: URLSearchParams): Answer | undefined {
    if (/^\/\.well-known\/(oauth-authorization-server|openid-configuration)$/.test(path)) {
      return { body: { ...issuerMetadata(this.url, this.keySets.values()), ...this.metadataOverrides } };
    }
    if (path === '/oauth/introspect') return this.introspect(body.get('token') ?? '');
    if (path === '/.well-known/jwks.json') return this.publish([...this.keySets.values()]);
    const keySet = [...this.keySets.values()].find(({ useCase }) => new URL(this.jwksUri(useCase)).pathname === path);
    return keySet === undefined ? undefined : this.publish([keySet]);
  }

  private publish(keySets: TestKeySet[]): Answer {
    const keys = keySets.flatMap((set) => set.keys.map((key) => key.publicJwk));
    return { headers: { 'Cache-Control': `public, max-age=${this.options.maxAgeSeconds ?? 300}` }, body: { keys } };
  }

  private introspect(token: string): Answer {
    return { body: this.activeTokens.has(token) ? { active: true, ...decodeJwt(token) } : { active: false } };
  }
}
