import type { Operation } from './operations.js';

/** What a service answered to an operation that was tried. */
export interface Tried {
  readonly status: number;
  /** Of a problem (RFC 9457), or of an OAuth error (RFC 6749 section 5.2). */
  readonly code: string | undefined;
  readonly challenge: string | null;
}

/** Sends an operation as its document shows it. Of an answer that goes on, such as a live stream, only the head is read. */
export async function tryOperation(
  serviceUrl: string,
  { method, path, headers, mediaType, bodies }: Operation,
  { token, body = bodies[0] }: { readonly token?: string; readonly body?: unknown } = {},
): Promise<Tried> {
  const response = await fetch(`${serviceUrl}${path}`, {
    method,
    headers: {
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(mediaType !== undefined && { 'content-type': mediaType }),
    },
    ...(mediaType !== undefined && { body: written(mediaType, body ?? {}) }),
  });
  const { status } = response;
  const challenge = response.headers.get('www-authenticate');
  if (status < 400) {
    await response.body?.cancel();
    return { status, code: undefined, challenge };
  }
  const { code, error } = (await response.json()) as { code?: string; error?: string };
  return { status, code: code ?? error, challenge };
}

function written(mediaType: string, body: unknown): string {
  const isForm = mediaType === 'application/x-www-form-urlencoded';
  return isForm ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body);
}
