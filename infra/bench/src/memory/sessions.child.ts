/** Fills the session cache, and says what that took. Parameter: how many sessions. */
import { randomBytes, randomUUID } from 'node:crypto';
import { SessionCache, type Principal } from '@hallpass/verifier';
import { answer, flat, usedBytes } from '../child.ts';
import { realToken } from './real-token.ts';

const count = Number(process.argv[2]);
const { header, principal } = await realToken();
const cache = new SessionCache({ maxEntries: count, maxBytes: 2 ** 40 });
const before = usedBytes();
for (let i = 0; i < count; i++) cache.set(likeIt(), another());
const bytes = usedBytes() - before;
const stats = cache.stats();
answer({ count: stats.entries, bytes, estimate: stats.bytes, headerLength: header.length });

/** As long as a real one. */
function likeIt(): string {
  return flat(`Bearer ${randomBytes(header.length).toString('base64url')}`.slice(0, header.length));
}

function another(): Principal {
  const { roles, amr, scopes } = principal;
  const own = { sub: flat(randomUUID()), sid: flat(randomUUID()), jti: flat(randomUUID()) };
  return { ...principal, ...own, scopes: new Set(scopes), roles: [...roles], ...(amr && { amr: [...amr] }) };
}
