import { AUTH_ERROR_REASONS, type AuthError, type AuthErrorReason } from '../errors.js';

const KNOWN: ReadonlySet<string> = new Set(AUTH_ERROR_REASONS);

/** Counts refusals by their reason: as many kinds as there are reasons, whatever the errors of other code say. */
export class Refusals {
  private readonly counts = new Map<AuthErrorReason, number>();
  private readonly counted = new WeakSet<AuthError>();

  /** Counts a refusal; several requests may be refused by the same error. */
  count(error: AuthError): void {
    const reason = KNOWN.has(error.reason) ? error.reason : error.code;
    this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
    this.counted.add(error);
  }

  /** Counts it unless {@link count} has done so. */
  countNew(error: AuthError): void {
    if (!this.counted.has(error)) this.count(error);
  }

  byReason(): Readonly<Partial<Record<AuthErrorReason, number>>> {
    return Object.fromEntries(this.counts);
  }
}
