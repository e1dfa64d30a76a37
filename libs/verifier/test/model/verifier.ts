import { setImmediate as turn } from 'node:timers/promises';
import type { Msg } from '@nats-io/transport-node';
import { assemble, type Parts } from '../../src/assembly/assemble.js';
import {
  InvalidTokenError,
  type KeySource,
  type RevocationFeed,
  type RevocationState,
  type StalePolicy,
} from '../../src/index.js';
import type { SnapshotPart } from '../../src/issuer/index.js';
import { EventReader } from '../../src/nats/reading/event-reader.js';
import { Position, type StreamEnd } from '../../src/nats/reading/position.js';
import { takeSnapshot } from '../../src/nats/reading/take-snapshot.js';
import { resolveOptions } from '../../src/assembly/resolve-options.js';
import { dealToParts } from '../../src/revocation/revocation-snapshot.js';
import { AUDIENCE, ISSUER, type TestClock } from '../../src/testing/local-issuer.js';
import type { Broker } from './broker.js';
import { Wire } from './wire.js';

/** Fewer than in earnest: each is signed. */
const SNAPSHOT_PARTS = 2;

interface Asked {
  readonly askedAt: number;
  readonly appliedThen: number;
  /** Undefined until the broker has answered; the answer may still be on its way. */
  end: StreamEnd | undefined;
}

export type Verdict = 'accepted' | 'refused' | 'unavailable';

/** A verifier: the code of the library, on a broker and a network that the test plays. */
export class Verifier {
  private readonly position = new Position();
  private readonly parts: Parts;
  private readonly asked: Asked[] = [];
  private wire: Wire | undefined;
  private reading: Promise<void> = Promise.resolve();
  private gate: Promise<void> | undefined;
  private applying = 0;
  /** Look-ups of keys of tokens that are under way. */
  lookingUp = 0;

  constructor(
    private readonly broker: Broker,
    private readonly clock: TestClock,
    policy: StalePolicy,
    keys: { keySource: KeySource; securityEventKeySource: KeySource },
  ) {
    const { position } = this;
    const feed: RevocationFeed = {
      start: async () => undefined,
      stop: async () => undefined,
      lastHeardAt: () => position.completeAsOf,
    };
    this.parts = assemble(
      resolveOptions({
        issuer: ISSUER,
        audience: AUDIENCE,
        keySource: this.watched(keys.keySource),
        securityEventKeySource: keys.securityEventKeySource,
        sessionCache: { maxEntries: 4 },
        revocation: { feed, whenStale: policy },
        clock,
        log: { log: () => undefined, warn: () => undefined },
      }),
    );
  }

  get isConnected(): boolean {
    return this.wire !== undefined && !this.wire.hasStopped;
  }

  get isFresh(): boolean {
    return this.parts.freshness.isFresh();
  }

  /** What is on its way to it. */
  get onItsWay(): Wire['onItsWay'] {
    return this.wire?.onItsWay ?? [];
  }

  get revocations(): RevocationState {
    return this.parts.state;
  }

  /** What an issuer that knows as much as this verifier would sign; undefined where it would give none. */
  snapshot(): readonly SnapshotPart[] | undefined {
    const { stream, appliedUpTo: upTo, isCaughtUp } = this.position;
    if (!isCaughtUp || this.parts.state.stats().keys > 0) return undefined;
    const { intake } = this.parts;
    const { remembersMs } = intake;
    const dealt = dealToParts(intake.snapshot(), SNAPSHOT_PARTS);
    return dealt.map((some, part) => ({ stream, upTo, remembersMs, part, parts: SNAPSHOT_PARTS, events: some }));
  }

  /**
   * Starts with those parts, however old, in place of the beginning of the stream.
   * @returns whether they were of that stream
   */
  async connectWith(snapshot: readonly string[]): Promise<boolean> {
    const end = this.broker.end();
    this.position.next(end);
    const request = async (_subject: string, body: string) => {
      const { part } = JSON.parse(body) as { part: number };
      return { data: [1], string: () => snapshot[part] } as unknown as Msg;
    };
    const { signal } = new AbortController();
    const reach = await takeSnapshot({ request }, this.parts.intake, end, signal, SNAPSHOT_PARTS).catch(
      (error: Error) => {
        if (error.message.includes('another snapshot')) return undefined;
        throw error;
      },
    );
    if (reach !== undefined && end.state.last_seq >= reach.furthest) this.position.reached(reach.upTo);
    this.connect();
    return reach !== undefined;
  }

  connect(): void {
    if (this.isConnected) return;
    const from = this.position.next(this.broker.end());
    const wire = new Wire(from);
    this.wire = wire;
    const reader = new EventReader(wire.consumer(), {
      from,
      apply: (set) => this.apply(set),
      onApplied: (sequence) => {
        if (this.wire === wire) this.position.reached(sequence);
      },
    });
    this.reading = reader.read(new AbortController().signal);
    this.receive();
  }

  /** The broker sends on what it has. */
  receive(): void {
    if (this.isConnected) this.wire?.send(this.broker.events.map(({ set }) => set));
  }

  async cut(): Promise<void> {
    this.wire?.stop();
    if (this.wire !== undefined) this.wire.onItsWay = [];
    this.asked.length = 0;
    await this.reading;
  }

  async deliver(count: number): Promise<void> {
    this.wire?.deliver(count);
    do await turns();
    while (this.applying > 0 || this.wire?.isTaken === false);
  }

  /** The question leaves. */
  ask(): void {
    if (!this.isConnected) return;
    this.asked.push({ askedAt: this.clock.monotonic(), appliedThen: this.position.appliedUpTo, end: undefined });
  }

  /** The broker answers all that it has been asked; nothing arrives yet. */
  answer(): void {
    if (!this.isConnected) return;
    for (const question of this.asked) question.end ??= this.broker.end();
  }

  /** The oldest answer arrives. */
  async hear(): Promise<void> {
    const [question] = this.asked;
    if (question?.end === undefined || !this.isConnected) return;
    this.asked.shift();
    if (this.position.isIn(question.end, question.appliedThen)) this.position.told(question.askedAt, question.end);
    else await this.cut();
  }

  /** A request with that token: `onVerdict` is told at the moment in which it is decided. */
  async judge(token: string, onVerdict: (verdict: Verdict) => void): Promise<void> {
    const authorization = `Bearer ${token}`;
    if (this.parts.authenticator.known(authorization) !== undefined) return onVerdict('accepted');
    try {
      await this.parts.authenticator.authenticate(authorization, token);
      onVerdict('accepted');
    } catch (error) {
      onVerdict(error instanceof InvalidTokenError ? 'refused' : 'unavailable');
    }
  }

  /** The same, while something else happens between the look-up of the key and the verdict. */
  async judgeWhile(token: string, work: () => Promise<void>, onVerdict: (verdict: Verdict) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.gate = promise.then(() => undefined);
    const judging = this.judge(token, onVerdict);
    await turns();
    this.gate = undefined;
    await work();
    resolve(undefined);
    await judging;
  }

  private async apply(set: string): Promise<void> {
    this.applying++;
    try {
      await this.parts.intake.apply(set);
    } finally {
      this.applying--;
    }
  }

  /** Shows who waits for a key, and holds keys back while something else happens. */
  private watched(source: KeySource): KeySource {
    return {
      getKey: async (kid, alg) => {
        this.lookingUp++;
        try {
          const key = await source.getKey(kid, alg);
          await this.gate;
          return key;
        } finally {
          this.lookingUp--;
        }
      },
      withdraw: (kid) => source.withdraw(kid),
    };
  }
}

/** Long enough for everything that waits for nothing but its turn. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 4; i++) await turn();
}
