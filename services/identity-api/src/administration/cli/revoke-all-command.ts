import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { revokeAllBody } from '../http/revocations.schemas.js';
import type { RevokeAll, RevokedAll } from '../use-cases/revoke-all.js';

export const USAGE = `usage: revoke-all --reason <text> [--id <uuid>] [--seconds <1 to 30>]

Invalidates every access token and ends every session that was issued before now, of every account and client.
--reason   why, for the audit trail
--id       of a revocation that was interrupted: what was issued since it stays valid
--seconds  for which the verifiers are waited for, 10 by default`;

/** What the command acts by. */
export interface RevokeAllTools {
  readonly revokeAll: Pick<RevokeAll, 'execute'>;
  print(line: string): void;
  /** Milliseconds by a monotonic clock. */
  monotonic(): number;
}

const options = {
  reason: { type: 'string' },
  id: { type: 'string' },
  seconds: { type: 'string', default: '10' },
} as const;
const argumentsSchema = revokeAllBody.extend({ seconds: z.coerce.number().int().min(1).max(30) });

/** Runs the command. Returns the exit code: 0 applied by every verifier, 1 not by all of them yet, 2 not a command. */
export async function runRevokeAllCommand(args: readonly string[], tools: RevokeAllTools): Promise<number> {
  const asked = read(args);
  if (asked === undefined) {
    tools.print(USAGE);
    return 2;
  }
  const { reason, seconds, id = randomUUID() } = asked;
  tools.print(`revocation ${id}: if this is interrupted, run it again with --id ${id}`);
  const until = tools.monotonic() + seconds * 1000;
  let revoked: RevokedAll;
  do {
    // At the first attempt the broker may not be connected yet, or not have its streams.
    const wait = { withinMs: Math.max(1, until - tools.monotonic()), report: true };
    revoked = await tools.revokeAll.execute({ id, reason, origin: {}, wait });
  } while (revoked.propagation !== 'applied' && tools.monotonic() < until);
  report(revoked, tools);
  return revoked.propagation === 'applied' ? 0 : 1;
}

function read(args: readonly string[]): z.infer<typeof argumentsSchema> | undefined {
  try {
    return argumentsSchema.parse(parseArgs({ args: [...args], options, strict: true }).values);
  } catch {
    return undefined; // The usage says what is right.
  }
}

function report({ id, minEpoch, revokedAt, propagation, verifiers }: RevokedAll, { print }: RevokeAllTools): void {
  print(`every token and session issued before ${revokedAt.toISOString()} is invalid (epochs below ${minEpoch})`);
  print(`${propagation}: ${verifiers?.applied ?? 0} of ${verifiers?.known ?? 0} known verifiers have applied it`);
  for (const { name, host, pid, lastSeenAt } of verifiers?.missing ?? []) {
    print(`missing: ${name} on ${host}, process ${pid}, last seen ${lastSeenAt}`);
  }
  if (propagation === 'applied') return;
  print(
    propagation === 'pending'
      ? `The broker does not have the event yet. It is stored: each IdentityAPI publishes it as soon as the broker is back.`
      : `Look after the verifiers that are missing. One that hears nothing relies on what it knew for 3 s, by default.`,
  );
  print(`To see how far it got, run the command again with --id ${id}.`);
}
