import { inspect } from 'node:util';
import { ConfigError } from '../config/config-error.js';
import { explainRefusal } from '../database/explain-refusal.js';
import { SessionTimeZoneError } from '../database/session-time-zone.js';

/** What to tell whoever started the service: what to do where that is known, else all there is. */
export function explainStartError(error: unknown): string {
  if (error instanceof ConfigError || error instanceof SessionTimeZoneError) return error.message;
  const refusal = explainRefusal(error);
  if (refusal !== error) return (refusal as Error).message;
  const { code, port, address } = (error ?? {}) as { code?: string; port?: number; address?: string };
  if (code === 'EADDRINUSE') return `Port ${port} is taken: end what listens there, or set PORT.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be used by this user: set PORT.`;
  if (code === 'EADDRNOTAVAIL') return `${address} is no address of this machine: set HOST.`;
  return inspect(error);
}
