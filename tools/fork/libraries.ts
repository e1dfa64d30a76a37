import { workspaces, type Workspace } from '../repository.ts';

/** The libraries of ours that a service consists of: what it runs with, and what only its tests and its development need. */
export interface Libraries {
  runtime: Workspace[];
  development: Workspace[];
}

/** With what the libraries themselves depend on: the registry has none of them. */
export function librariesOf(service: Workspace): Libraries {
  const byName = new Map(workspaces().map((workspace) => [workspace.name, workspace]));
  const closure = (names: readonly string[], found = new Set<string>()): Set<string> => {
    for (const name of names) {
      if (found.has(name)) continue;
      found.add(name);
      closure(byName.get(name)?.dependencies ?? [], found);
    }
    return found;
  };
  const runtime = closure(service.dependencies);
  // The servers for development, beside what the tests ask for.
  const development = closure([...service.devDependencies, '@hallpass/embedded', '@hallpass/testing']);
  const listed = (names: Iterable<string>) => [...names].sort().flatMap((name) => byName.get(name) ?? []);
  return { runtime: listed(runtime), development: listed([...development].filter((name) => !runtime.has(name))) };
}
