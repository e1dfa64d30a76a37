/** Hits the session cache, and says what that allocates and how long it takes. */
import { SessionCache } from '@hallpass/auth';
import { answer, usedBytes } from '../child.ts';
import { realToken } from './real-token.ts';

const HITS = 1_000_000;
const { header, principal } = await realToken();
const cache = new SessionCache({});
cache.set(header, principal);
hit(); // until it is compiled
hit();
usedBytes();
const before = process.memoryUsage().heapUsed;
const startedAt = process.hrtime.bigint();
hit();
const ns = Number(process.hrtime.bigint() - startedAt) / HITS;
const bytesPerHit = (process.memoryUsage().heapUsed - before) / HITS;
answer({ hits: HITS, bytesPerHit, ns });

function hit(): void {
  const now = Date.now();
  for (let i = 0; i < HITS; i++) if (cache.get(header, now) === undefined) throw new Error('not a hit');
}
