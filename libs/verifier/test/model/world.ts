import type { StalePolicy } from '../../src/index.js';
import { NOW, TestClock } from '../../src/testing/local-issuer.js';
import { Broker, type Announced } from './broker.js';
import { concerns, type Issuer, type Minted } from './issuer.js';
import { ownKeys } from './own-keys.js';
import { Verifier, type Verdict } from './verifier.js';

const STALE_AFTER_MS = 3000;
const REMEMBERED_MS = 1000;
const VERIFIERS = 3;

/** An issuer, a broker, verifiers, and what docs/revocation.md promises of them, checked with every request. */
export class World {
  readonly clock = new TestClock();
  readonly broker = new Broker(this.clock);
  readonly verifiers: Verifier[];
  /** Events that the outbox has still to publish, in any order. */
  private owed: Announced[] = [];
  private published: Announced[] = [];
  private taken = 0;
  /** Their parts, each signed. */
  private readonly snapshots: string[][] = [];
  /** How many verifiers have started with a snapshot. */
  startsWithSnapshot = 0;

  constructor(
    readonly issuer: Issuer,
    private readonly policy: StalePolicy,
  ) {
    this.verifiers = Array.from({ length: VERIFIERS }, () => this.newVerifier());
    for (const verifier of this.verifiers) verifier.connect();
  }

  /** Somebody sets the clock, by milliseconds from what is true: less than the leeway of tokens. */
  setTime(wrongBy: number): void {
    this.clock.ms = NOW * 1000 + this.clock.monotonic() + wrongBy;
  }

  /** A process that starts anew, with nothing in memory. */
  async restart(index: number): Promise<void> {
    await this.verifiers[index]?.cut();
    this.verifiers[index] = this.newVerifier();
    this.verifiers[index]?.connect();
  }

  /** Signs what a replica of the issuer would know that is as far as that verifier. */
  async takeSnapshot(index: number): Promise<void> {
    const parts = this.verifiers[index]?.snapshot();
    if (parts !== undefined) this.snapshots.push(await Promise.all(parts.map((part) => this.issuer.sign(part))));
  }

  /** Parts of two snapshots make one: as when several replicas answer, none of which is as far as the other. */
  mixSnapshots(one: number, other: number): void {
    const [first] = this.snapshots.at(-1 - (one % Math.max(1, this.snapshots.length))) ?? [];
    const [, second] = this.snapshots.at(-1 - (other % Math.max(1, this.snapshots.length))) ?? [];
    if (first !== undefined && second !== undefined) this.snapshots.push([first, second]);
  }

  /** A process that starts anew, with a snapshot that was taken some time ago. */
  async restartWithSnapshot(index: number, choice: number): Promise<void> {
    const snapshot = this.snapshots.at(-1 - (choice % Math.max(1, this.snapshots.length)));
    if (snapshot === undefined) return;
    await this.verifiers[index]?.cut();
    const verifier = this.newVerifier();
    this.verifiers[index] = verifier;
    if (await verifier.connectWith(snapshot)) this.startsWithSnapshot++;
  }

  /** Publishes one of the events that wait, -1 being the newest; with `twice`, one that has been published before. */
  publish(choice: number, twice: boolean): void {
    this.owed.push(...this.issuer.outbox.slice(this.taken));
    this.taken = this.issuer.outbox.length;
    const candidates = twice ? this.published : this.owed;
    const announced = candidates.at(choice % Math.max(1, candidates.length));
    if (announced === undefined) return;
    this.owed = this.owed.filter((each) => each !== announced);
    if (!twice) this.published.push(announced);
    this.broker.append(announced);
    if (this.owed.length === 0) this.broker.complete();
    for (const verifier of this.verifiers) verifier.receive();
  }

  /** The broker comes back without its state, and the outbox has everything to publish once more. */
  async loseBroker(): Promise<void> {
    await Promise.all(this.verifiers.map((verifier) => verifier.cut()));
    this.broker.loseState();
    this.owed.push(...this.published);
    this.published = [];
    if (this.owed.length === 0 && this.taken === this.issuer.outbox.length) this.broker.complete();
  }

  /** A request at a verifier, held against what it may answer. */
  async request(index: number, choice: number, meanwhile?: () => Promise<void>): Promise<void> {
    const { tokens } = this.issuer;
    const verifier = this.verifiers[index];
    const minted = tokens[choice % Math.max(1, tokens.length)];
    if (verifier === undefined || minted === undefined) return;
    let problem: string | undefined;
    const check = (verdict: Verdict) => {
      problem = this.problemWith(verifier, minted, verdict);
    };
    if (meanwhile === undefined) await verifier.judge(minted.token, check);
    else await verifier.judgeWhile(minted.token, meanwhile, check);
    if (problem !== undefined) throw new Error(problem);
  }

  /** The network heals, everything is published, and whatever is on its way arrives. */
  async heal(): Promise<void> {
    do this.publish(0, false);
    while (this.owed.length > 0 || this.taken < this.issuer.outbox.length);
    this.broker.complete();
    for (const verifier of this.verifiers) {
      await verifier.cut(); // What was lost on the way is noticed, and another consumer takes over.
      verifier.connect();
      await verifier.deliver(Infinity);
      verifier.ask();
      verifier.answer();
      await verifier.hear();
    }
  }

  /** Progress: everybody knows everything, is fresh, and accepts exactly what is true. */
  async checkHealed(): Promise<void> {
    for (const [index, verifier] of this.verifiers.entries()) {
      if (!verifier.isFresh) throw new Error(`progress: verifier ${index} is stale`);
      for (const { event } of this.issuer.outbox) {
        if (!verifier.revocations.isInForce(event))
          throw new Error(`progress: ${JSON.stringify(event)} is not in force`);
      }
      for (const minted of this.issuer.tokens) {
        const right = this.issuer.isTrue(minted) ? 'accepted' : 'refused';
        let given: Verdict | undefined;
        await verifier.judge(minted.token, (verdict) => (given = verdict));
        if (given !== right) throw new Error(`progress: verifier ${index} ${given} what is to be ${right}`);
      }
    }
  }

  private problemWith(verifier: Verifier, minted: Minted, verdict: Verdict): string | undefined {
    const about = this.issuer.outbox.filter(({ event }) => concerns(event, minted));
    if (about.length === 0) {
      if (verdict === 'refused') return 'no false refusal: a token that is true was refused';
      if (verdict === 'unavailable' && verifier.isFresh) return 'no false refusal: nothing was out of order';
    }
    if (verdict !== 'accepted') return undefined;
    return about.map((announced) => this.problemWithAccepting(verifier, announced)).find((each) => each !== undefined);
  }

  private problemWithAccepting(verifier: Verifier, { event, publishedAt }: Announced): string | undefined {
    if (verifier.revocations.isInForce(event)) return 'safety: accepted after the event was applied';
    if (publishedAt === undefined) return undefined; // Told to whoever revoked it, as `pending`.
    const ms = this.clock.monotonic() - publishedAt;
    return ms > this.boundMs ? `safety: accepted ${ms} ms after it was published` : undefined;
  }

  private get boundMs(): number {
    switch (this.policy.mode) {
      case 'deny':
        return STALE_AFTER_MS;
      case 'introspect':
        return Math.max(STALE_AFTER_MS, REMEMBERED_MS);
      case 'allow':
        return STALE_AFTER_MS + this.policy.forAtMostMs;
    }
  }

  private newVerifier(): Verifier {
    const { keySource, securityEventKeySource } = this.issuer.keys;
    return new Verifier(this.broker, this.clock, this.policy, {
      keySource: ownKeys(keySource),
      securityEventKeySource: ownKeys(securityEventKeySource),
    });
  }
}
