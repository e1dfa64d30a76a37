/**
 * Items that wait, each under a path of keys, such as its kind, the network it comes from and its account. At each level of the
 * paths one key after another has its turn, however many items it has. Within one path the first comes first.
 */
export class FairLine<T> {
  private readonly items: T[] = [];
  private readonly branches = new Map<string, FairLine<T>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add([key, ...path]: readonly string[], item: T): void {
    this.count += 1;
    if (key === undefined) {
      this.items.push(item);
      return;
    }
    const branch = this.branches.get(key) ?? new FairLine<T>();
    this.branches.set(key, branch);
    branch.add(path, item);
  }

  /** Takes out the item whose turn it is. */
  next(): T | undefined {
    const [turn] = this.branches;
    if (this.items.length > 0 || turn === undefined) return this.out(this.items.shift());
    const [key, branch] = turn;
    const item = branch.next();
    // Its next turn comes after those of the others.
    this.branches.delete(key);
    if (branch.size > 0) this.branches.set(key, branch);
    return this.out(item);
  }

  /** Takes out the last item of the longest line: at each level that of the key with the most items, of equals that on the path. */
  dropLast([own, ...path]: readonly string[]): T | undefined {
    let longest = own === undefined ? undefined : this.branches.get(own);
    let key = own;
    for (const [other, branch] of this.branches) {
      if (branch.size > (longest?.size ?? this.items.length)) [key, longest] = [other, branch];
    }
    if (longest === undefined || key === undefined) return this.out(this.items.pop());
    const item = longest.dropLast(key === own ? path : []);
    if (longest.size === 0) this.branches.delete(key);
    return this.out(item);
  }

  private out(item: T | undefined): T | undefined {
    if (item !== undefined) this.count -= 1;
    return item;
  }
}
