export interface ServerSentEvent {
  readonly id?: number;
  readonly event?: string;
  /** Milliseconds after which a client that lost the connection comes back. */
  readonly retry?: number;
  readonly data?: unknown;
}

/** An event of `text/event-stream` (WHATWG HTML section 9.2). Data is JSON, and so on one line. */
export function writeEvent({ id, event, retry, data }: ServerSentEvent): string {
  const fields = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return `${fields.join('\n')}\n\n`;
}

/** Keeps the connection open through proxies; clients don't see it. */
export const HEARTBEAT = ': heartbeat\n\n';

/** A client that reconnects by itself displaces another: it waits before it does. */
const RETRY_WHEN_DISPLACED_MS = 60_000;

/** The last words to a client whose account has opened newer streams, as many as it may have. */
export const DISPLACED = writeEvent({ event: 'displaced', retry: RETRY_WHEN_DISPLACED_MS, data: {} });
