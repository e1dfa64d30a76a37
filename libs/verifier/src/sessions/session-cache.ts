import { LRUCache } from 'lru-cache';
import { monotonicAt, systemClock, type Clock } from '../clock.js';
import type { Principal } from '../principal.js';
import type { SecurityEvent } from '../revocation/security-event.js';
import { concerns, PrincipalIndex } from './principal-index.js';

export interface SessionCacheOptions {
  /** Default 100,000. */
  readonly maxEntries?: number;
  /** An estimate of what entries occupy, indexes included. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Seconds a token is accepted after its `exp`. Default 5. */
  readonly clockToleranceSeconds?: number;
  readonly clock?: Clock;
}

/** Counters since the start, and what is held now: plain numbers for whatever exports metrics. */
export interface SessionCacheStats {
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
  /** Dropped to make room: in the cache, or among the tokens of one session. */
  readonly evictions: number;
  /** Dropped because a security event said so. */
  readonly revocations: number;
}

interface Entry {
  readonly principal: Principal;
  /** Milliseconds by the monotonic clock: a time that is set does not stretch it. */
  readonly expiresAt: number;
}

/** Tokens that one session may hold at once: many times what clients have, and few enough that none can push out the others. */
const MAX_ENTRIES_PER_SESSION = 16;

/** An entry, its map slots and its index entries, without the strings: measured on Node 24, rounded up. */
const ENTRY_OVERHEAD_BYTES = 1024;

/**
 * Verified tokens, by the exact value of the `Authorization` header. A security event evicts, so that a hit needs no other
 * question; the indexes by session, subject and key follow every way an entry can leave.
 */
export class SessionCache {
  private readonly cache: LRUCache<string, Entry>;
  private headers = new PrincipalIndex<string>();
  private readonly clock: Clock;
  private readonly toleranceSeconds: number;
  /** lru-cache makes an object for each look-up unless it is given one. */
  private readonly lookUp: LRUCache.GetOptions<string, Entry, unknown> = {};
  private hits = 0;
  private misses = 0;
  private evictions = 0;
  private revocations = 0;

  constructor(options: SessionCacheOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.toleranceSeconds = options.clockToleranceSeconds ?? 5;
    this.cache = new LRUCache({
      max: options.maxEntries ?? 100_000,
      maxSize: options.maxBytes ?? 64 * 1024 * 1024,
      sizeCalculation: entryBytes,
      dispose: ({ principal }, header, reason) => {
        this.headers.remove(principal, header);
        if (reason === 'evict') this.evictions++;
      },
    });
  }

  /** As {@link get}, for a request whose look-up has been counted before. */
  peek(header: string): Principal | undefined {
    const entry = this.cache.get(header, this.lookUp);
    return entry === undefined || this.clock.monotonic() >= entry.expiresAt ? undefined : entry.principal;
  }

  /** The principal of that `Authorization` header, unless its token has expired. Allocates nothing on a hit. */
  get(header: string): Principal | undefined {
    const entry = this.cache.get(header, this.lookUp);
    if (entry === undefined) {
      this.misses++;
      return undefined;
    }
    if (this.clock.monotonic() >= entry.expiresAt) {
      this.cache.delete(header);
      this.misses++;
      return undefined;
    }
    this.hits++;
    return entry.principal;
  }

  set(header: string, principal: Principal): void {
    const expiresAt = monotonicAt(this.clock, (principal.exp + this.toleranceSeconds) * 1000);
    this.cache.set(header, { principal, expiresAt });
    // An entry larger than the whole cache is not kept, and must not be indexed.
    if (!this.cache.has(header)) return;
    this.headers.add(principal, header);
    if (principal.sid !== undefined) this.dropOldestOf(principal.sid);
  }

  private dropOldestOf(sid: string): void {
    const held = this.headers.ofSession(sid);
    for (const oldest of held.slice(0, -MAX_ENTRIES_PER_SESSION)) {
      if (this.cache.delete(oldest)) this.evictions++;
    }
  }

  /** Drops every token that the event invalidates. For all tokens of the issuer, all: what is newer is verified once more. */
  evict(event: SecurityEvent): void {
    if (event.kind === 'issuer') {
      this.revocations += this.cache.size;
      this.headers = new PrincipalIndex(); // Rather than to remove a hundred thousand items from it, one by one.
      this.cache.clear();
      return;
    }
    for (const header of this.headers.named(event)) {
      const entry = this.cache.peek(header);
      if (entry !== undefined && concerns(event, entry.principal) && this.cache.delete(header)) this.revocations++;
    }
  }

  /** Drops everything: what is asked for next is verified anew. */
  clear(): void {
    this.cache.clear();
  }

  /** What is held, most recently used first. */
  *entries(): Iterable<readonly [header: string, principal: Principal]> {
    for (const [header, { principal }] of this.cache.entries()) yield [header, principal];
  }

  /** What the indexes hold, as `[kind, identifier, header]`: exactly the identifiers of {@link entries}. */
  indexEntries(): Iterable<readonly ['sid' | 'sub' | 'kid', string, string]> {
    return this.headers.entries();
  }

  stats(): SessionCacheStats {
    return {
      entries: this.cache.size,
      bytes: this.cache.calculatedSize,
      hits: this.hits,
      misses: this.misses,
      evictions: this.evictions,
      revocations: this.revocations,
    };
  }
}

function entryBytes({ principal }: Entry, header: string): number {
  let bytes = ENTRY_OVERHEAD_BYTES + header.length + principal.jti.length + principal.clientId.length;
  bytes += principal.sub.length + (principal.sid?.length ?? 0);
  for (const scope of principal.scopes) bytes += 32 + scope.length;
  for (const role of principal.roles) bytes += 16 + role.length;
  for (const method of principal.amr ?? []) bytes += 16 + method.length;
  return bytes;
}
