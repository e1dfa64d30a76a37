import { refusalIn } from '@hallpass/auth';
import { NotYetValidError } from '@hallpass/verifier';

/** Why a token was refused, for logs: an answer never says it. */
export interface RefusalDetails {
  readonly reason: string;
  /** Of a token that is not valid yet: how far it is ahead of this process' clock. */
  readonly aheadSeconds?: number;
}

const details = new WeakMap<object, RefusalDetails>();

/** What is logged of a refusal; undefined where something else was thrown. */
export function refusalDetails(thrown: unknown): RefusalDetails | undefined {
  const refusal = refusalIn(thrown);
  if (refusal === undefined) return undefined;
  const { reason } = refusal;
  if (!(refusal instanceof NotYetValidError)) return { reason };
  return { reason, aheadSeconds: Math.round(refusal.aheadSeconds * 1000) / 1000 };
}

/** Keeps the details for the line that is logged once the request has been answered. */
export function keepRefusal(request: object, refusal: RefusalDetails): void {
  details.set(request, refusal);
}

export function keptRefusal(request: object): RefusalDetails | undefined {
  return details.get(request);
}
