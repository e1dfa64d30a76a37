import type { JWK } from 'jose';
import { RemoteKeySource } from '../../src/index.js';
import { AUDIENCE, ISSUER, TestClock } from '../../src/testing/local-issuer.js';
import { Broker } from './broker.js';
import { Issuer, type Minted } from './issuer.js';
import { KeySetNetwork } from './key-set-network.js';
import { ownKeys } from './own-keys.js';
import { turns, Verifier, type Verdict } from './verifier.js';

const VERIFIERS = 2;
/** Milliseconds, in which no token expires. */
const LONGEST_RUN_MS = 250_000;

export interface Served {
  /** Whether a replica that serves the key set reads the database for it, or has a copy until it hears of the withdrawal. */
  readonly readThrough: boolean;
}

interface Process {
  readonly verifier: Verifier;
  readonly keySetUrl: string;
  readonly keySource: RemoteKeySource;
}

/**
 * Verifiers with the key source of the library, on a network in which old copies of a key set live for a while, and what is
 * promised of a withdrawal: once a verifier has applied it, it accepts what the replacement signs and nothing of the withdrawn key.
 */
export class WithdrawalWorld {
  readonly clock = new TestClock();
  readonly network: KeySetNetwork;
  /** Tokens of a replacement that were accepted by a verifier that had heard of the withdrawal. */
  promisesKept = 0;
  private readonly broker = new Broker(this.clock);
  private readonly processes: Process[] = [];
  private readonly running: Process[];
  private readonly judging = new Set<Promise<void>>();
  private copy: readonly JWK[];
  private problem: string | undefined;

  constructor(
    readonly issuer: Issuer,
    private readonly strangers: readonly string[],
    { readThrough }: Served,
  ) {
    this.copy = issuer.keySet;
    this.network = new KeySetNetwork(this.clock, () => (readThrough ? issuer.keySet : this.copy));
    this.running = Array.from({ length: VERIFIERS }, () => this.start());
  }

  /** Publishes one of the events that wait, -1 being the newest. */
  publish(choice: number): void {
    const waiting = this.issuer.outbox.filter(({ publishedAt }) => publishedAt === undefined);
    const announced = waiting.at(choice % Math.max(1, waiting.length));
    if (announced === undefined) return;
    this.broker.append(announced);
    for (const { verifier } of this.running) verifier.receive();
  }

  async deliver(index: number, count = Infinity): Promise<void> {
    await this.running[index]?.verifier.deliver(count);
    await this.settle();
  }

  /** A replica of the issuer hears of what has happened. */
  replicaHears(): void {
    this.copy = this.issuer.keySet;
  }

  /** What a running application does every few seconds. */
  async look(index: number): Promise<void> {
    this.running[index]?.keySource.ready().catch(() => undefined);
    await this.settle();
  }

  /** A process that starts anew: it knows no key, and hears all events again. */
  async restart(index: number): Promise<void> {
    await this.running[index]?.verifier.cut();
    this.running[index] = this.start();
    await this.settle();
  }

  /** Also the network's: exchanges under way take their next step, until none is left. */
  async drain(): Promise<void> {
    await this.settle();
    while (this.processes.some(({ keySetUrl }) => this.network.isAsked(keySetUrl))) {
      this.network.goOn(0, 0);
      await this.settle();
    }
  }

  async goOn(which: number, cache: number): Promise<void> {
    this.network.goOn(which, cache);
    await this.settle();
  }

  wait(ms: number): void {
    if (this.clock.monotonic() + ms < LONGEST_RUN_MS) this.clock.advance(ms);
  }

  /** A request arrives; it is answered when its key is known. -1 is the newest token. */
  async request(index: number, choice: number): Promise<void> {
    const { tokens } = this.issuer;
    const minted = tokens.at(choice % Math.max(1, tokens.length));
    const verifier = this.running[index]?.verifier;
    if (minted === undefined || verifier === undefined) return;
    const replaced = Issuer.replacedBy(minted.kid);
    const isPromised = replaced === undefined || verifier.revocations.isWithdrawn(replaced);
    await this.judge(verifier, minted.token, (verdict) => this.problemWith(verifier, minted, isPromised, verdict));
  }

  /** Somebody sends tokens whose key nobody knows, one after another. */
  async strangersCome(index: number): Promise<void> {
    for (const token of this.strangers) {
      const verifier = this.running[index]?.verifier;
      if (verifier === undefined) return;
      await this.judge(verifier, token, (verdict) =>
        verdict === 'accepted' ? 'safety: a stranger came in' : undefined,
      );
      await this.drain();
    }
  }

  /** Everything arrives that is on its way; then everybody accepts exactly what is true. */
  async heal(): Promise<void> {
    while (this.issuer.outbox.some(({ publishedAt }) => publishedAt === undefined)) this.publish(0);
    for (const index of this.running.keys()) await this.deliver(index);
    this.replicaHears();
    for (const index of this.running.keys()) {
      for (const which of this.issuer.tokens.keys()) await this.request(index, which);
    }
    await this.drain();
    await Promise.all(this.judging);
    this.check();
    await Promise.all(this.running.map(({ verifier }) => verifier.cut()));
  }

  private async judge(
    verifier: Verifier,
    token: string,
    problemWith: (verdict: Verdict) => string | undefined,
  ): Promise<void> {
    const judging: Promise<void> = verifier
      .judge(token, (verdict) => (this.problem ??= problemWith(verdict)))
      .finally(() => this.judging.delete(judging));
    this.judging.add(judging);
    await this.settle();
  }

  private problemWith(verifier: Verifier, minted: Minted, isPromised: boolean, verdict: Verdict): string | undefined {
    if (verdict === 'accepted') {
      if (verifier.revocations.isWithdrawn(minted.kid))
        return `safety: a token of ${minted.kid} was accepted after its withdrawal`;
      if (isPromised && Issuer.replacedBy(minted.kid) !== undefined) this.promisesKept++;
      return undefined;
    }
    if (!isPromised || !this.issuer.isTrue(minted)) return undefined;
    return `no false refusal: a token of ${minted.kid} was ${verdict} after the withdrawal before it was applied`;
  }

  /** Until whoever goes on waits for the network. */
  private async settle(): Promise<void> {
    const isBusy = () => {
      const lookingUp = this.processes.reduce((sum, { verifier }) => sum + verifier.lookingUp, 0);
      return (
        this.judging.size > lookingUp ||
        this.processes.some(({ verifier, keySetUrl }) => verifier.lookingUp > 0 && !this.network.isAsked(keySetUrl))
      );
    };
    do await turns();
    while (isBusy());
    this.check();
  }

  private check(): void {
    if (this.problem !== undefined) throw new Error(this.problem);
  }

  private start(): Process {
    const keySetUrl = `${ISSUER}/jwks?process=${this.processes.length}`;
    const select = { typ: 'at+jwt', audience: AUDIENCE };
    const keySource = new RemoteKeySource({ issuer: ISSUER, jwksUri: keySetUrl, select, clock: this.clock });
    const securityEventKeySource = ownKeys(this.issuer.keys.securityEventKeySource);
    const policy = { mode: 'introspect', tokenStatus: this.issuer } as const; // While the feed is silent the issuer knows.
    const verifier = new Verifier(this.broker, this.clock, policy, { keySource, securityEventKeySource });
    verifier.connect();
    const process = { verifier, keySetUrl, keySource };
    this.processes.push(process);
    return process;
  }
}
