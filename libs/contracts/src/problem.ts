/** One kind of problem (RFC 9457): declared once with {@link defineProblem}, listed in docs/errors.md. */
export interface ProblemDefinition {
  /** Stable, machine-readable: what a client branches on. */
  readonly code: string;
  readonly status: number;
  /** The same for every occurrence. */
  readonly title: string;
  /** What the caller can do about it: the default `detail`. */
  readonly detail: string;
}

export interface ProblemOccurrence {
  /** Public: what is wrong with this request, and what to do next. Never a secret, never an echo of one. */
  readonly detail?: string;
  /** For the log only. */
  readonly privateDetail?: string;
  readonly cause?: unknown;
  /** Response headers that belong to the answer, such as `Retry-After` (seconds). */
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members (RFC 9457 section 3.2), such as `errors` with a list of `{ path, message }`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The base of every error that a service answers with. Rendered as `application/problem+json` by `@hallpass/platform`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly privateDetail: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(definition: ProblemDefinition, occurrence: ProblemOccurrence = {}) {
    super(occurrence.detail ?? definition.detail, { cause: occurrence.cause });
    this.code = definition.code;
    this.status = definition.status;
    this.title = definition.title;
    this.privateDetail = occurrence.privateDetail;
    this.headers = occurrence.headers ?? {};
    this.extensions = occurrence.extensions ?? {};
  }
}

/**
 * Declares a kind of problem and returns what makes one.
 *
 * @example
 * export const orderNotFound = defineProblem({ code: 'order_not_found', status: 404, title: 'No such order', detail: '…' });
 * throw orderNotFound();
 */
export function defineProblem(definition: ProblemDefinition): (occurrence?: ProblemOccurrence) => ProblemError {
  return (occurrence) => new ProblemError(definition, occurrence);
}
