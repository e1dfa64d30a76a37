import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHANGELOG = 'CHANGELOG.md';

/** A published package: how the changelog names it, and the folder that has its reports. */
export interface PublishedPackage {
  name: string;
  folder: string;
}

/**
 * What changed a report of a package's public API without changing what the changelog's Unreleased section says of the package: commits since
 * the last release, and what is not committed yet. A report that is new has nothing that anyone relied on.
 */
export function unexplainedChanges(repository: string, { name, folder }: PublishedPackage): string[] {
  const reports = `:(glob)${folder}/api/*.api.md`;
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const changelogAt = (commit: string): string => {
    const there = git('ls-tree', '--name-only', commit, CHANGELOG) !== '';
    return there ? git('show', `${commit}:${CHANGELOG}`) : '';
  };
  const explained = (before: string, after: string) => unreleased(before, name) !== unreleased(after, name);

  const commits = lines(
    git('log', '--format=%h', '--diff-filter=MDR', '--no-merges', sinceRelease(git), '--', reports),
  );
  const found = commits.filter((commit) => !explained(changelogAt(`${commit}^`), changelogAt(commit)));
  const pending = git('diff', '--name-only', '--diff-filter=MDR', 'HEAD', '--', reports) !== '';
  if (pending && !explained(changelogAt('HEAD'), readFileSync(join(repository, CHANGELOG), 'utf8')))
    found.push('What is not committed');
  return found;
}

function sinceRelease(git: (...args: string[]) => string): string {
  const [last] = lines(git('tag', '--list', 'v*', '--merged', 'HEAD', '--sort=-version:refname'));
  return last === undefined ? 'HEAD' : `${last}..HEAD`;
}

/** What the Unreleased section says of a package: its entries that name it, each with the lines it goes on for. */
export function unreleased(changelog: string, name: string): string {
  const section = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog)?.[1] ?? '';
  return section
    .split(/^(?=[-#])/m)
    .filter((entry) => entry.startsWith('-') && entry.includes(name))
    .join('');
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
