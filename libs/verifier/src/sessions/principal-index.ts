import type { Principal } from '../principal.js';
import type { SecurityEvent } from '../revocation/security-event.js';
import { KeyIndex } from './key-index.js';

/** Items by the session, the subject and the key of the principal they stand for: what a security event can name. */
export class PrincipalIndex<T extends string | object> {
  private readonly bySid = new KeyIndex<T>();
  private readonly bySub = new KeyIndex<T>();
  private readonly byKid = new KeyIndex<T>();

  add({ sid, sub, kid }: Principal, item: T): void {
    if (sid !== undefined) this.bySid.add(sid, item);
    this.bySub.add(sub, item);
    this.byKid.add(kid, item);
  }

  remove({ sid, sub, kid }: Principal, item: T): void {
    if (sid !== undefined) this.bySid.remove(sid, item);
    this.bySub.remove(sub, item);
    this.byKid.remove(kid, item);
  }

  /** The items of the session, the oldest first. */
  ofSession(sid: string): readonly T[] {
    return this.bySid.of(sid);
  }

  /** The items the event is about. For an account, and for all of them, it takes the epoch to tell which of them are invalidated. */
  named(event: SecurityEvent): readonly T[] {
    switch (event.kind) {
      case 'account':
        return this.bySub.of(event.sub);
      case 'session':
        return this.bySid.of(event.sid);
      case 'key':
        return this.byKid.of(event.kid);
      case 'issuer':
        return [...this.byKid.entries()].map(([, item]) => item);
    }
  }

  /** Every item by what it is indexed under, as `[kind, identifier, item]`. */
  *entries(): Generator<['sid' | 'sub' | 'kid', string, T]> {
    for (const [id, item] of this.bySid.entries()) yield ['sid', id, item];
    for (const [id, item] of this.bySub.entries()) yield ['sub', id, item];
    for (const [id, item] of this.byKid.entries()) yield ['kid', id, item];
  }
}

/** Whether the event invalidates a token of that epoch, given that it is about the token's subject, session or key. */
export function concerns(event: SecurityEvent, { epoch }: Principal): boolean {
  return !('minEpoch' in event) || (epoch ?? -1) < event.minEpoch;
}
