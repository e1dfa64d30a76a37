/**
 * Which items belong to an identifier. Nearly always it is one, so a lone item is held as it is: a Set for each of a hundred
 * thousand sessions would cost more than the entries it indexes.
 */
export class KeyIndex<T extends string | object> {
  private readonly items = new Map<string, T | Set<T>>();

  add(id: string, item: T): void {
    const held = this.items.get(id);
    if (held === undefined) this.items.set(id, item);
    else if (held instanceof Set) held.add(item);
    else if (held !== item) this.items.set(id, new Set([held, item]));
  }

  remove(id: string, item: T): void {
    const held = this.items.get(id);
    if (held === item) this.items.delete(id);
    else if (held instanceof Set && held.delete(item) && held.size === 0) this.items.delete(id);
  }

  /** A copy, so that the caller may remove while it walks. */
  of(id: string): readonly T[] {
    const held = this.items.get(id);
    if (held === undefined) return [];
    return held instanceof Set ? [...held] : [held];
  }

  /** Every pair of identifier and item. */
  *entries(): Generator<[string, T]> {
    for (const [id, held] of this.items) {
      if (held instanceof Set) for (const item of held) yield [id, item];
      else yield [id, held];
    }
  }
}
