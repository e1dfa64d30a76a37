import { request, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { system } from './shared-system.ts';

export interface RawAnswer {
  status: number;
  body: string;
}

/** A request whose path is sent as it is: `fetch` would tidy it up. */
export function rawRequest(path: string, options: RequestOptions = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(system.origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, agent: false, ...options }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    sent.once('error', reject);
    sent.end();
  });
}
