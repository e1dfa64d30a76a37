/**
 * Writes the reports of the public API of every published package; `--check` fails instead when one differs, and when a commit
 * changed one without a line of the changelog.
 */
import { REPOSITORY, workspaces } from '../repository.ts';
import { unexplainedChanges } from './changelog.ts';
import { ENTRY_POINTS, report, REPORTS } from './report.ts';

const check = process.argv.includes('--check');

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

for (const entry of ENTRY_POINTS) {
  const file = `${entry.folder}/${REPORTS}/${entry.report}.api.md`;
  const current = report(entry, { write: !check });
  if (current) console.log(`up to date: ${file}`);
  else if (!check) console.log(`written: ${file}`);
  else fail(`The public API of ${entry.name} is not what ${file} says: run \`npm run api\`, look at the difference.`);
}

if (check) {
  const folders = new Set(ENTRY_POINTS.map(({ folder }) => folder));
  for (const published of workspaces().filter(({ folder }) => folders.has(folder)))
    for (const change of unexplainedChanges(REPOSITORY, published))
      fail(
        `${change} changes the public API: add a line that names ${published.name} to "Unreleased" in CHANGELOG.md.`,
      );
}
