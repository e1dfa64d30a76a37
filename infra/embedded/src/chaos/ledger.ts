/** Something that must not happen, and did. */
export interface Breach {
  /** Milliseconds since the start of the run. */
  readonly at: number;
  readonly fault: string;
  readonly what: string;
}

/** What was answered to somebody while one fault, or none, was there. */
export interface Account {
  readonly fault: string;
  durationMs: number;
  requests: number;
  /** Answers of 500 and more, and connections that failed. */
  failed: number;
  orders: number;
  /** Revocations that were answered, and those that every replica has then refused within the bound. */
  revocations: number;
  inForce: number;
  /** Longest time for which a revoked token was still accepted, counted from an answer `published` or `applied`: milliseconds. */
  longestMs: number;
  /** The same, counted from an answer `pending`. */
  longestPendingMs: number;
  breaches: number;
}

/** The books of a run: what was promised, kept outside of the system that promised it. */
export class Ledger {
  readonly breaches: Breach[] = [];
  readonly accounts: Account[] = [];
  /** Whether no fault is left, and the system has said that it is ready: from now on nothing may fail. */
  strict = false;
  /** Whether the machine has a backlog to work off: then a client that gives up waiting is forgiven, and an answer is not. */
  busy = false;
  private readonly startedAt = performance.now();
  private current = emptyAccount('calm before');

  constructor() {
    this.accounts.push(this.current);
  }

  /** What comes now counts for that fault. */
  turnTo(fault: string): Account {
    this.current = emptyAccount(fault);
    this.accounts.push(this.current);
    return this.current;
  }

  get fault(): string {
    return this.current.fault;
  }

  request(failed: boolean): void {
    this.current.requests++;
    if (failed) this.current.failed++;
  }

  order(): void {
    this.current.orders++;
  }

  revocation(): Account {
    this.current.revocations++;
    return this.current;
  }

  inForce(account: Account, propagation: string, longestMs: number): void {
    account.inForce++;
    const of = propagation === 'pending' ? 'longestPendingMs' : 'longestMs';
    account[of] = Math.max(account[of], longestMs);
  }

  breach(what: string): void {
    this.current.breaches++;
    this.breaches.push({ at: performance.now() - this.startedAt, fault: this.current.fault, what });
  }

  total(of: 'requests' | 'failed' | 'orders' | 'revocations' | 'inForce'): number {
    return this.accounts.reduce((sum, account) => sum + account[of], 0);
  }

  longest(of: 'longestMs' | 'longestPendingMs'): number {
    return Math.max(...this.accounts.map((account) => account[of]));
  }
}

function emptyAccount(fault: string): Account {
  const none = { requests: 0, failed: 0, orders: 0, revocations: 0, inForce: 0, breaches: 0 };
  return { fault, durationMs: 0, ...none, longestMs: 0, longestPendingMs: 0 };
}
