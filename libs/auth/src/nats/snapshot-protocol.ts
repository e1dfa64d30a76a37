import { z } from 'zod';

/** Parts of a snapshot, at most. */
export const MAX_PARTS = 8192;

const requestSchema = z
  .object({ part: z.int().nonnegative(), parts: z.int().positive().max(MAX_PARTS).optional() })
  .refine(({ part, parts = 1 }) => part < parts);

/**
 * A verifier asks the issuer for one part of a snapshot; any of its replicas may answer, with a signed token or with nothing.
 * How many parts there are is up to whoever answers the first request, which names none.
 */
export type SnapshotRequest = z.infer<typeof requestSchema>;

/** @returns undefined for what is no such request */
export function readSnapshotRequest(body: string): SnapshotRequest | undefined {
  try {
    return requestSchema.parse(JSON.parse(body));
  } catch {
    return undefined; // Whoever sent it, it is none of the protocol.
  }
}
