/**
 * Fills the revocation state with accounts and sessions by halves, and says what that took, and what it does to the verification of
 * a token that is not in the cache, and to the look-up alone that is part of it. Parameter: how many.
 */
import { randomUUID } from 'node:crypto';
import { RevocationState, type Principal } from '@hallpass/verifier';
import { answer, flat, usedBytes } from '../child.ts';
import { realToken } from './real-token.ts';

const VERIFICATIONS = 5_000;
const LOOK_UPS = 2_000_000;
const PRINCIPALS = 1_000;
const ROUNDS = 5;
const count = Number(process.argv[2]);
const { token, principal, verifierWith } = await realToken();
const empty = new RevocationState();
const full = new RevocationState();
const before = usedBytes();
for (let i = 0; i < count; i++) {
  if (i % 2 === 0) full.apply({ kind: 'account', change: 'account-disabled', sub: id(), minEpoch: 1 });
  else full.apply({ kind: 'session', sub: id(), sid: id() });
}
const bytes = usedBytes() - before;
const principals = Array.from({ length: PRINCIPALS }, () => ({ ...principal, sub: id(), sid: id() }));
const emptyUs: number[] = [];
const fullUs: number[] = [];
const emptyNs: number[] = [];
const fullNs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  emptyUs.push(await microsecondsPerVerification(empty));
  fullUs.push(await microsecondsPerVerification(full));
  emptyNs.push(nanosecondsPerLookUp(empty, principals));
  fullNs.push(nanosecondsPerLookUp(full, principals));
}
const { accounts, sessions } = full.stats();
answer({
  count: accounts + sessions,
  bytes,
  emptyUs: Math.min(...emptyUs),
  fullUs: Math.min(...fullUs),
  emptyNs: Math.min(...emptyNs),
  fullNs: Math.min(...fullNs),
});

function id(): string {
  return flat(randomUUID());
}

/** One at a time. */
async function microsecondsPerVerification(revocations: RevocationState): Promise<number> {
  const verifier = verifierWith(revocations);
  const startedAt = performance.now();
  for (let i = 0; i < VERIFICATIONS; i++) await verifier.verify(token);
  return ((performance.now() - startedAt) * 1000) / VERIFICATIONS;
}

/** Of principals that are not revoked. */
function nanosecondsPerLookUp(revocations: RevocationState, all: readonly Principal[]): number {
  const startedAt = process.hrtime.bigint();
  for (let i = 0; i < LOOK_UPS; i++) {
    const each = all[i % all.length];
    if (each === undefined || revocations.isRevoked(each)) throw new Error('revoked, though nobody revoked it');
  }
  return Number(process.hrtime.bigint() - startedAt) / LOOK_UPS;
}
