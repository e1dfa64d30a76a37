import { z } from 'zod';
import { ACCOUNT_CHANGES, type SecurityEvent } from '../../revocation/security-event.js';

/**
 * What verifiers and the issuer say to each other on the bus beside security events. None of it is kept or signed: it can delay
 * an answer of the issuer or make it say too much, never revoke or restore a token.
 */
export const VERIFIER_SUBJECTS = {
  /** A verifier is here. Sent every {@link ANNOUNCE_EVERY_MS}. */
  present: 'verifiers.v1.present',
  /** A verifier stops in good order. */
  left: 'verifiers.v1.left',
  /** The issuer asks every verifier to answer as soon as certain events are in force. */
  confirm: 'verifiers.v1.confirm',
  /** A verifier that starts asks the issuer for what is revoked. */
  snapshot: 'verifiers.v1.snapshot',
} as const;

/** Milliseconds. */
export const ANNOUNCE_EVERY_MS = 1000;

const text = z.string().min(1).max(256);
const verifierSchema = z.object({
  id: z.uuid(),
  name: text,
  host: text,
  pid: z.int().nonnegative(),
  reliesForMs: z.int().nonnegative().max(7_200_000),
});
/** One replica of one service that verifies tokens. */
export interface AnnouncedVerifier {
  /** Of this run of the process. */
  readonly id: string;
  /** The service. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  /** Milliseconds of silence during which it goes on accepting by what it knows. */
  readonly reliesForMs: number;
}

/** A question to every verifier. */
export interface ConfirmRequest {
  readonly events: readonly SecurityEvent[];
  /** Milliseconds for which an answer is waited for. */
  readonly withinMs: number;
}

const confirmSchema = z.object({
  events: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('account'),
        change: z.enum(ACCOUNT_CHANGES),
        sub: text,
        minEpoch: z.int().nonnegative(),
      }),
      z.object({ kind: z.literal('session'), sub: text, sid: text }),
      z.object({ kind: z.literal('key'), kid: text }),
      z.object({ kind: z.literal('issuer'), minEpoch: z.int().nonnegative() }),
    ]),
  ),
  withinMs: z.number().min(0).max(60_000),
});

/** @returns undefined for what is no such message */
export const readVerifier = (body: string): AnnouncedVerifier | undefined => read(verifierSchema, body);
/** @returns undefined for what is no such message */
export const readConfirmRequest = (body: string): ConfirmRequest | undefined => read(confirmSchema, body);

function read<T>(schema: z.ZodType<T>, body: string): T | undefined {
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    return undefined; // Whoever sent it, it is none of the protocol.
  }
}
