import type { ProblemError } from '@hallpass/contracts';

/** What is answered: a problem details document (RFC 9457), with its status and headers. */
export interface Problem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: ProblemDocument;
}

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [extension: string]: unknown;
}

export const PROBLEM_TYPE = 'application/problem+json';

export function problemOf({ code, status, title, message, headers, extensions }: ProblemError): Problem {
  return {
    status,
    headers,
    document: { ...extensions, type: 'about:blank', title, status, code, detail: message },
  };
}

/** As bytes: to a text, Fastify would add a `charset`, which these media types don't have. */
export function toBytes(document: object): Buffer {
  return Buffer.from(JSON.stringify(document));
}
