import type { Arrow } from './arrows.ts';

/** A cycle of members of a folder, and which of its arrows to open. */
export interface Cycle {
  /** The members in the order of the imports; the arrow to open leads from the last to the first. */
  readonly members: readonly string[];
  /** The one with the fewest imports. */
  readonly open: Arrow;
}

/** Enough cycles that no other is left once the arrow that each of them names is open. */
export function cycles(arrows: readonly Arrow[]): Cycle[] {
  const thinnest = arrows.filter((arrow) => isInCycle(arrow, arrows)).sort(byImports)[0];
  if (thinnest === undefined) return [];
  const members = path(thinnest.to, thinnest.from, arrows) ?? [];
  return [{ members, open: thinnest }, ...cycles(arrows.filter((arrow) => arrow !== thinnest))];
}

/** Whether imports lead back from the arrow's end to its beginning. */
function isInCycle(arrow: Arrow, arrows: readonly Arrow[]): boolean {
  return path(arrow.to, arrow.from, arrows) !== undefined;
}

/** The shortest way along the arrows. */
function path(start: string, end: string, arrows: readonly Arrow[]): string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set([start]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1);
    if (last === end) return way;
    for (const { to } of arrows.filter(({ from, to }) => from === last && !seen.has(to))) {
      seen.add(to);
      ways.push([...way, to]);
    }
  }
  return undefined;
}

function byImports(one: Arrow, other: Arrow): number {
  return (
    one.imports.length - other.imports.length || `${one.from} ${one.to}`.localeCompare(`${other.from} ${other.to}`)
  );
}
