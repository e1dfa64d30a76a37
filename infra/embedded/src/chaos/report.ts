import { BOUND_MS } from './bounds.ts';
import type { Account, Ledger } from './ledger.ts';

export interface Outcome {
  readonly ledger: Ledger;
  readonly faults: number;
  /** Orders that exist, and that have been notified. */
  readonly stored: number;
  readonly notified: number;
  /** Registrations answered during a fault, whose e-mail came. */
  readonly registrations: number;
}

/** One fault on one line. */
export function accountLine(account: Account): string {
  const { fault, durationMs, requests, failed, orders, revocations, longestMs, longestPendingMs, breaches } = account;
  return [
    fault.padEnd(58),
    `${(durationMs / 1000).toFixed(1)} s`.padStart(7),
    String(requests).padStart(6),
    String(failed).padStart(6),
    String(orders).padStart(6),
    String(revocations).padStart(6),
    `${longestMs.toFixed(0)} ms`.padStart(8),
    `${longestPendingMs.toFixed(0)} ms`.padStart(8),
    String(breaches).padStart(8),
  ].join(' ');
}

export const HEADING = [
  'fault'.padEnd(58),
  'time'.padStart(7),
  'asked'.padStart(6),
  'failed'.padStart(6),
  'orders'.padStart(6),
  'revok.'.padStart(6),
  'longest'.padStart(8),
  'pending'.padStart(8),
  'breaches'.padStart(8),
].join(' ');

/** The books of a run, for people. */
export function table({ ledger, faults, stored, notified, registrations }: Outcome): string {
  const rows: [string, string | number][] = [
    ['faults', faults],
    ['requests', ledger.total('requests')],
    ['of them failed, while a fault was there', ledger.total('failed')],
    ['orders acknowledged / stored / notified', `${ledger.total('orders')} / ${stored} / ${notified}`],
    ['revocations acknowledged / in force', `${ledger.total('revocations')} / ${ledger.total('inForce')}`],
    ['registrations answered during a fault', registrations],
    ['longest time to force, once published', `${ledger.longest('longestMs').toFixed(0)} ms (bound: ${BOUND_MS} ms)`],
    ['longest time to force, while pending', `${ledger.longest('longestPendingMs').toFixed(0)} ms`],
    ['breaches', ledger.breaches.length],
  ];
  const line = '-'.repeat(HEADING.length);
  return [
    line,
    HEADING,
    line,
    ...ledger.accounts.map(accountLine),
    line,
    ...rows.map(([name, value]) => `${name.padEnd(42)} ${value}`),
    ...ledger.breaches.map(({ at, fault, what }) => `BREACH at ${(at / 1000).toFixed(1)} s, ${fault}: ${what}`),
  ].join('\n');
}

/** The same as one JSON object. */
export function json({ ledger, faults, stored, notified, registrations }: Outcome): string {
  return JSON.stringify({
    ok: ledger.breaches.length === 0,
    faults,
    requests: ledger.total('requests'),
    failed: ledger.total('failed'),
    orders: { acknowledged: ledger.total('orders'), stored, notified },
    revocations: { acknowledged: ledger.total('revocations'), inForce: ledger.total('inForce') },
    registrations,
    longestMs: ledger.longest('longestMs'),
    longestPendingMs: ledger.longest('longestPendingMs'),
    breaches: ledger.breaches,
    accounts: ledger.accounts,
  });
}
