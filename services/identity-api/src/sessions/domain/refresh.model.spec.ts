import fc from 'fast-check';
import { judgePresentation } from './judge-presentation.js';

const GRACE_MS = 60_000;
const RUNS = 3_000;
const STEPS = 120;

/** A row of the table. A transaction sees what was committed, and waits for the lock of what was not. */
interface Row {
  consumedAt: number | null;
  successor: string | null;
}
interface Request {
  readonly token: string;
  readonly arrivedAt: number;
  state: 'arrived' | 'rotating' | 'committing' | 'answered' | 'over';
  answer?: string;
  /** When it sent its change, which is when the token is consumed as of. */
  at?: number;
}

/** The family of one session, with any number of replicas over one table: each request is a process of its own. */
class Family {
  now = 1_000_000;
  ended = false;
  readonly requests: Request[] = [];
  readonly rows = new Map<string, Row>([['0', { consumedAt: null, successor: null }]]);
  private lock: Request | undefined;

  arrive(token: string): Request {
    const request: Request = { token, arrivedAt: this.now, state: 'arrived' };
    this.requests.push(request);
    return request;
  }

  /** One statement, at whichever replica: it reads, or it takes the lock and writes, or it commits. */
  proceed(request: Request): void {
    if (request.state === 'arrived') this.read(request);
    else if (request.state === 'rotating') this.write(request);
    else if (request.state === 'committing') this.commit(request);
  }

  /** The connection of the database is lost in the middle of a transaction. */
  rollBack(request: Request): void {
    if (request.state !== 'committing') return;
    this.lock = undefined;
    request.state = 'over';
  }

  judge(token: string, arrivedAt: number) {
    const { consumedAt, successor } = this.rows.get(token)!;
    const date = (time: number | null) => (time === null ? null : new Date(time));
    const next = successor === null ? undefined : { consumedAt: date(this.rows.get(successor)!.consumedAt) };
    return judgePresentation({ consumedAt: date(consumedAt), successor: next }, arrivedAt, GRACE_MS);
  }

  private read(request: Request): void {
    const judgement = this.ended ? 'ended' : this.judge(request.token, request.arrivedAt);
    if (judgement === 'rotate') Object.assign(request, { state: 'rotating', at: this.now });
    else if (judgement === 'repeat')
      Object.assign(request, { state: 'answered', answer: this.rows.get(request.token)!.successor! });
    else {
      this.ended = true;
      request.state = 'over';
    }
  }

  private write(request: Request): void {
    if (this.lock !== undefined) return;
    if (this.rows.get(request.token)!.consumedAt !== null) request.state = 'arrived';
    else {
      this.lock = request;
      request.state = 'committing';
    }
  }

  private commit(request: Request): void {
    const successor = String(this.rows.size);
    this.rows.set(request.token, { consumedAt: request.at!, successor });
    this.rows.set(successor, { consumedAt: null, successor: null });
    this.lock = undefined;
    Object.assign(request, { state: 'answered', answer: successor });
  }
}

/**
 * Three tabs with one store. A tab presents what is in the store, repeats it when no answer comes, and puts the successor in the
 * place of what it presented, unless another tab did before.
 */
class Client {
  private stored = '0';
  private readonly firstSent = new Map<string, number>();
  private readonly waiting: (Request | undefined)[] = [undefined, undefined, undefined];

  constructor(private readonly family: Family) {}

  /** Sends, or sends again without waiting any longer: for as long as the grace, from the first time on. */
  send(tab: number): void {
    const first = this.firstSent.get(this.stored) ?? this.family.now;
    this.firstSent.set(this.stored, first);
    if (this.family.now - first > GRACE_MS) return;
    this.waiting[tab] = this.family.arrive(this.stored);
  }

  receive(tab: number): void {
    const request = this.waiting[tab];
    if (request?.state !== 'answered') return;
    if (this.stored === request.token) this.stored = request.answer!;
    this.lose(tab);
  }

  lose(tab: number): void {
    this.waiting[tab] = undefined;
  }
}

type Step = readonly [name: 'send' | 'receive' | 'lose' | 'proceed' | 'roll back' | 'wait', parameter: number];
const tab = fc.nat(2);
const which = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('send' as const), tab) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('receive' as const), tab) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('lose' as const), tab) },
  { weight: 10, arbitrary: fc.tuple(fc.constant('proceed' as const), which) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('roll back' as const), which) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('wait' as const), fc.integer({ min: 1, max: GRACE_MS / 2 })) },
);

function play(steps: readonly Step[]): Family {
  const family = new Family();
  const client = new Client(family);
  for (const [name, parameter] of steps) {
    family.now += 1;
    const open = family.requests.filter(({ state }) => state !== 'answered' && state !== 'over');
    const request = open[parameter % Math.max(1, open.length)];
    if (name === 'send') client.send(parameter);
    else if (name === 'receive') client.receive(parameter);
    else if (name === 'lose') client.lose(parameter);
    else if (name === 'wait') family.now += parameter;
    else if (request !== undefined) {
      if (name === 'proceed') family.proceed(request);
      else family.rollBack(request);
    }
  }
  return family;
}

const history = fc.array(step, { maxLength: STEPS, size: 'max' });

describe('a family of refresh tokens, its client in three tabs, lost answers and slow commits', () => {
  it('is never ended as stolen while its client repeats within the grace, and never forks', () => {
    let longest = 0;
    fc.assert(
      fc.property(history, (steps) => {
        const family = play(steps);
        expect(family.ended).toBe(false);
        expect([...family.rows.values()].filter(({ consumedAt }) => consumedAt === null)).toHaveLength(1);
        longest = Math.max(longest, family.rows.size);
      }),
      { numRuns: RUNS },
    );
    expect(longest).toBeGreaterThan(5);
  });

  it('is ended by every ancestor whose successor was used before it came, and by a predecessor after the grace', () => {
    let ancestors = 0;
    fc.assert(
      fc.property(history, fc.nat(2 * GRACE_MS), (steps, later) => {
        const family = play(steps);
        family.now += 1 + later;
        for (const [token, { consumedAt, successor }] of family.rows) {
          if (successor === null) continue;
          const wasUsed = family.rows.get(successor)!.consumedAt !== null;
          if (wasUsed) ancestors += 1;
          if (!wasUsed && family.now - consumedAt! <= GRACE_MS) continue;
          family.ended = false;
          family.proceed(family.arrive(token));
          expect(family.ended).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
    expect(ancestors).toBeGreaterThan(RUNS / 10);
  });
});
