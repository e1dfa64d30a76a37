import { exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import type { TokenStatus } from '../../src/index.js';
import type { SecurityEvent, SnapshotPart } from '../../src/issuer/index.js';
import { snapshotClaims } from '../../src/revocation/revocation-snapshot.js';
import { ISSUER, LocalIssuer, NOW } from '../../src/testing/local-issuer.js';
import type { Announced } from './broker.js';

export interface Minted {
  readonly token: string;
  readonly sub: string;
  readonly sid: string;
  readonly epoch: number;
  readonly kid: string;
}

interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const KIDS = ['key-1', 'key-2', 'key-3'];

/** The truth: accounts with their epochs, sessions and keys. Each step is one transaction, as the lock on the account's row makes it. */
export class Issuer implements TokenStatus {
  readonly tokens: Minted[] = [];
  readonly outbox: Announced[] = [];
  private readonly epochs = new Map<string, number>();
  private readonly ended = new Set<string>();
  private readonly withdrawn = new Set<string>();
  private sessions = 0;

  private constructor(
    readonly keys: LocalIssuer,
    private readonly signing: ReadonlyMap<string, SigningKey>,
  ) {}

  static async create(): Promise<Issuer> {
    const keys = await LocalIssuer.create();
    const signing = new Map<string, SigningKey>();
    for (const kid of KIDS) {
      const { privateKey, publicKey } =
        kid === KIDS[0] ? keys.keys : await generateKeyPair('ES256', { extractable: true });
      keys.keySource.keys.set(kid, { kid, alg: 'ES256', key: publicKey });
      signing.set(kid, { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } });
    }
    return new Issuer(keys, signing);
  }

  /** The same keys, and nothing that has happened yet. */
  anew(): Issuer {
    return new Issuer(this.keys, this.signing);
  }

  /** The key set as the database has it. */
  get keySet(): readonly JWK[] {
    return [this.signingKey.publicJwk];
  }

  /** The key that had to be withdrawn before that one signed. */
  static replacedBy(kid: string): string | undefined {
    return KIDS[KIDS.indexOf(kid) - 1];
  }

  /** In a session of its own, or in the one before. */
  async mint(sub: string, freshSession: boolean): Promise<void> {
    const { kid = '' } = this.signingKey.publicJwk;
    if (freshSession || this.sessions === 0) this.sessions++;
    const sid = `${sub}-session-${this.sessions}`;
    const epoch = this.epochs.get(sub) ?? 0;
    if (this.ended.has(sid)) return;
    const { privateKey: key } = this.signingKey;
    const token = await this.keys.mint({ claims: { sub, sid, epoch }, header: { kid }, key });
    this.tokens.push({ token, sub, sid, epoch, kid });
  }

  async changeAccount(sub: string): Promise<void> {
    const minEpoch = (this.epochs.get(sub) ?? 0) + 1;
    this.epochs.set(sub, minEpoch);
    await this.announce({ kind: 'account', change: 'account-disabled', sub, minEpoch });
  }

  async endSession(token: Minted): Promise<void> {
    this.ended.add(token.sid);
    await this.announce({ kind: 'session', sub: token.sub, sid: token.sid });
  }

  /** The last key stays: somebody has to sign. */
  async withdrawKey(): Promise<void> {
    const kid = KIDS.slice(0, -1).find((each) => !this.withdrawn.has(each));
    if (kid === undefined) return;
    this.withdrawn.add(kid);
    await this.announce({ kind: 'key', kid });
  }

  isTrue({ sub, sid, epoch, kid }: Minted): boolean {
    return epoch >= (this.epochs.get(sub) ?? 0) && !this.ended.has(sid) && !this.withdrawn.has(kid);
  }

  /** Introspection (RFC 7662). */
  async isActive(token: string): Promise<boolean> {
    const minted = this.tokens.find((each) => each.token === token);
    return minted !== undefined && this.isTrue(minted);
  }

  /** A snapshot of what is revoked. */
  sign(snapshot: SnapshotPart): Promise<string> {
    return this.keys.signSnapshot(snapshotClaims(snapshot, ISSUER, NOW));
  }

  private get signingKey(): SigningKey {
    return this.signing.get(KIDS.find((each) => !this.withdrawn.has(each))!)!;
  }

  private async announce(event: SecurityEvent): Promise<void> {
    this.outbox.push({ event, set: await this.keys.mintEvent(event), publishedAt: undefined });
  }
}

/** Whether the event invalidates the token. */
export function concerns(event: SecurityEvent, token: Minted): boolean {
  switch (event.kind) {
    case 'account':
      return event.sub === token.sub && token.epoch < event.minEpoch;
    case 'session':
      return event.sid === token.sid;
    case 'key':
      return event.kid === token.kid;
    case 'issuer':
      return token.epoch < event.minEpoch;
  }
}
