/** A JSON document and how long it may be kept. */
export interface FetchedJson {
  readonly body: unknown;
  /** `Cache-Control: max-age`, in milliseconds; undefined where the answer doesn't say. */
  readonly maxAgeMs: number | undefined;
  /** The time of its sender (`Date`), in milliseconds since the epoch; undefined where the answer comes out of a cache, or has none. */
  readonly date: number | undefined;
}

/** The answer had this status. */
export class HttpStatusError extends Error {
  constructor(
    readonly status: number,
    url: string,
  ) {
    super(`${url} answered ${status}`);
  }
}

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Fetches JSON with a bound on time and size. Redirects are refused: keys come from the address that was configured.
 * @throws HttpStatusError when the answer is not 2xx; Error for everything else that goes wrong
 */
export async function fetchJson(url: string, timeoutMs: number, init: RequestInit = {}): Promise<FetchedJson> {
  const response = await fetch(url, {
    redirect: 'error',
    ...init,
    headers: { accept: 'application/json', ...init.headers },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new HttpStatusError(response.status, url);
  }
  const { headers } = response;
  return { body: JSON.parse(await boundedText(response, url)), maxAgeMs: maxAgeMs(headers), date: dateOf(headers) };
}

async function boundedText(response: Response, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BODY_BYTES) throw new Error(`${url} answered more than ${MAX_BODY_BYTES} bytes`);
  }
  return text + decoder.decode();
}

function maxAgeMs(headers: Headers): number | undefined {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(headers.get('cache-control') ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** A cache says by `Age` that the answer was made a while ago (RFC 9111 section 5.1), by a clock that is not the issuer's. */
function dateOf(headers: Headers): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  return headers.has('age') || Number.isNaN(date) ? undefined : date;
}
