import { z } from 'zod';

/** How many parts a snapshot has: of a million revocations each is some 350 kB, a third of what a broker takes for one message. */
export const SNAPSHOT_PARTS = 256;
/** How the subject begins that an answer may go to: whoever asks could otherwise have the issuer publish where it may not itself. */
const INBOX = '_INBOX';

/**
 * A verifier asks the issuer for one part of a snapshot; any of its replicas may answer, with a signed token, or with nothing
 * when it has none.
 */
export interface SnapshotRequest {
  readonly part: number;
}

const requestSchema = z.object({ part: z.int().nonnegative().lt(SNAPSHOT_PARTS) });

/** @returns undefined for what is no such request */
export function readSnapshotRequest(body: string, reply: string | undefined): SnapshotRequest | undefined {
  if (reply?.startsWith(INBOX) !== true) return undefined;
  try {
    return requestSchema.parse(JSON.parse(body));
  } catch {
    return undefined; // Whoever sent it, it is none of the protocol.
  }
}
