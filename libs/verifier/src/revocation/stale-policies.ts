import { LRUCache } from 'lru-cache';
import { Moment, type Clock } from '../clock.js';
import { InvalidTokenError, RevocationStateStaleError, TokenStatusUnavailableError } from '../errors.js';
import type { TokenStatus } from '../introspection/token-status.js';
import type { Freshness } from './freshness.js';

/** What to do with a valid token while revocations have not been heard of for too long. */
export type StalePolicy =
  /** Ask the issuer, and remember its answer for at most a second; 503 `token_status_unavailable` when it can't be asked. */
  | { readonly mode: 'introspect'; readonly tokenStatus?: TokenStatus }
  /** Refuse with 503 `revocation_state_stale`. */
  | { readonly mode: 'deny' }
  /** Accept for at most that many milliseconds more, then refuse as `deny` does, and so before anything was heard. */
  | { readonly mode: 'allow'; readonly forAtMostMs: number };

/** Milliseconds an answer of the issuer is remembered, counted from when it was asked. */
const REMEMBER_MS = 1000;

/** Decides about a token that is valid by itself while the revocation state is stale. */
export interface StaleRule {
  /** @throws AuthError when the token is not to be accepted */
  check(token: string): Promise<void>;
}

/** Whether what was accepted before may go on unasked: the state is fresh, or the policy lets a stale one do for now. */
export function toleratesStaleness(policy: StalePolicy, freshness: Freshness): boolean {
  return freshness.isFresh() || (policy.mode === 'allow' && freshness.staleForMs() <= policy.forAtMostMs);
}

/** Milliseconds after what was last heard for which tokens may be accepted by what was known then. */
export function reliesForMs(policy: StalePolicy, staleAfterMs: number): number {
  switch (policy.mode) {
    case 'introspect':
      return Math.max(staleAfterMs, REMEMBER_MS);
    case 'deny':
      return staleAfterMs;
    case 'allow':
      return staleAfterMs + policy.forAtMostMs;
  }
}

/** The rule that the policy names. */
export function staleRule(policy: StalePolicy, freshness: Freshness, clock: Clock): StaleRule {
  switch (policy.mode) {
    case 'introspect':
      return new IntrospectWhenStale(policy.tokenStatus, clock);
    case 'deny':
      return { check: () => Promise.reject(new RevocationStateStaleError()) };
    case 'allow':
      return new AllowWhenStale(policy.forAtMostMs, freshness);
  }
}

class AllowWhenStale implements StaleRule {
  constructor(
    private readonly forAtMostMs: number,
    private readonly freshness: Freshness,
  ) {}

  check(): Promise<void> {
    const accepted = this.freshness.staleForMs() <= this.forAtMostMs;
    return accepted ? Promise.resolve() : Promise.reject(new RevocationStateStaleError());
  }
}

interface Answer {
  readonly asked: Moment;
  readonly active: Promise<boolean>;
}

class IntrospectWhenStale implements StaleRule {
  private readonly answers = new LRUCache<string, Answer>({ max: 10_000 });

  constructor(
    private readonly tokenStatus: TokenStatus | undefined,
    private readonly clock: Clock,
  ) {}

  async check(token: string): Promise<void> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const answer = this.ask(token);
      if (!(await answer.active))
        throw new InvalidTokenError('The issuer says that the token is no longer active.', { reason: 'inactive' });
      if (this.isRecent(answer)) return;
    }
    throw new TokenStatusUnavailableError('the answers of the issuer came too late to be relied on');
  }

  /** Requests with the same token share one question. A failure is not remembered. */
  private ask(token: string): Answer {
    const known = this.answers.get(token);
    if (known !== undefined && this.isRecent(known)) return known;
    const answer: Answer = { asked: new Moment(this.clock), active: this.isActive(token) };
    this.answers.set(token, answer);
    answer.active.catch(() => {
      if (this.answers.peek(token) === answer) this.answers.delete(token);
    });
    return answer;
  }

  /** Counted from the question, however late the answer came, and however the clock is set. */
  private isRecent({ asked }: Answer): boolean {
    return asked.age() < REMEMBER_MS;
  }

  private async isActive(token: string): Promise<boolean> {
    if (this.tokenStatus === undefined) throw new TokenStatusUnavailableError('no tokenStatus is configured');
    return this.tokenStatus.isActive(token);
  }
}
