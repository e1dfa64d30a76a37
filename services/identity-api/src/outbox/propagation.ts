import type { Confirmation } from '@hallpass/verifier/issuer';

/** What an answer waits for after the commit. */
export interface Wait {
  /** Milliseconds for which verifiers are waited for; 0 waits for the broker alone. */
  readonly withinMs: number;
  /** Whether the answer says how far it got with them. */
  readonly report: boolean;
}

/** How far an announcement got, as the answer says it. */
export interface Announced {
  /** `applied`: in force at every verifier. `published`: the broker has it. `pending`: the relay will repeat it. */
  readonly propagation: 'applied' | 'published' | 'pending';
  /** Where that was asked for. */
  readonly verifiers?: VerifierReport;
}

/** Who has applied it, among the verifiers that are known. */
export interface VerifierReport {
  readonly known: number;
  readonly applied: number;
  /** False while there may be verifiers that are not known yet: for some seconds after the start, and after the broker was away. */
  readonly complete: boolean;
  readonly missing: readonly {
    readonly id: string;
    readonly name: string;
    readonly host: string;
    readonly pid: number;
    readonly lastSeenAt: string;
  }[];
}

/** The report of a confirmation. */
export function reportOf({ known, applied, complete, missing }: Confirmation): VerifierReport {
  return {
    known,
    applied,
    complete,
    missing: missing.map(({ id, name, host, pid, lastSeenAt }) => {
      return { id, name, host, pid, lastSeenAt: new Date(lastSeenAt).toISOString() };
    }),
  };
}
