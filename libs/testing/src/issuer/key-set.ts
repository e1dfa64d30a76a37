import { generateSigningKey, type SigningKey } from './signing-key.js';

/** The keys of one use case: the last one signs, all are published. */
export class TestKeySet {
  private constructor(
    readonly useCase: string,
    readonly typ: string,
    readonly audience: string | undefined,
    readonly lifetimeSeconds: number | undefined,
    private readonly alg: string,
    readonly keys: SigningKey[],
  ) {}

  static async create(useCase: string, { typ, audience, alg, lifetimeSeconds }: KeySetOptions): Promise<TestKeySet> {
    return new TestKeySet(useCase, typ, audience, lifetimeSeconds, alg, [await generateSigningKey(alg)]);
  }

  /** The key that signs. */
  get active(): SigningKey {
    const key = this.keys.at(-1);
    if (key === undefined) throw new Error(`The key set ${this.useCase} has no key left.`);
    return key;
  }

  /** A new key signs from now on; the others stay published. */
  async rotate(alg = this.alg): Promise<SigningKey> {
    const key = await generateSigningKey(alg);
    this.keys.push(key);
    return key;
  }

  /** Takes a key out of what is published. */
  withdraw(kid: string): void {
    const index = this.keys.findIndex((key) => key.kid === kid);
    if (index >= 0) this.keys.splice(index, 1);
  }
}

export interface KeySetOptions {
  readonly typ: string;
  readonly audience: string | undefined;
  readonly alg: string;
  readonly lifetimeSeconds: number | undefined;
}
