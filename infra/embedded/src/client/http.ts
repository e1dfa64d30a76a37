/** What a service answered, read to its end. */
export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  /** The JSON of the body; an empty object when there is none. */
  body: T;
}

export interface Call {
  /** An access token, sent as `Authorization: Bearer`. */
  token?: string;
  json?: unknown;
  form?: Record<string, string>;
  headers?: Record<string, string>;
  /** Milliseconds until the request is given up; none by default. */
  timeoutMs?: number;
}

/** One request. Answers of every status are answers; only a connection that fails throws. */
export async function send<T = Record<string, unknown>>(
  method: string,
  url: string,
  call: Call = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { ...call.headers };
  if (call.token !== undefined) headers['authorization'] = `Bearer ${call.token}`;
  if (call.json !== undefined) headers['content-type'] = 'application/json';
  const body = call.json !== undefined ? JSON.stringify(call.json) : call.form && new URLSearchParams(call.form);
  const response = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body }),
    ...(call.timeoutMs !== undefined && { signal: AbortSignal.timeout(call.timeoutMs) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parse<T>(text) };
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text === '' ? '{}' : text) as T;
  } catch {
    return { text } as T;
  }
}

/** The body of an answer with the status that was expected; throws, naming what came instead. */
export function expecting<T>(status: number, answer: Answer<T>): T {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Throws unless the answer is a refusal with this status and this stable code (`error` where OAuth says so). */
export function refused(status: number, code: string, answer: Answer<unknown>): void {
  const { code: own, error } = answer.body as { code?: unknown; error?: unknown };
  if (answer.status !== status || (own ?? error) !== code)
    throw new Error(`expected ${status} ${code}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
}
