/**
 * `npm run release:version -- 0.2.0`: writes the version into every package and into the image, and moves what is unreleased
 * in the changelog under it. Changes files only: docs/releasing.md says what follows.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, workspaces } from '../repository.ts';
import { isVersion, withRelease, withVersion } from './new-version.ts';

const [version = ''] = process.argv.slice(2);
if (!isVersion(version)) {
  console.error('usage: npm run release:version -- <version, such as 0.2.0>');
  process.exit(2);
}
const projects = workspaces();
const ours = new Set(projects.map(({ name }) => name));
const edits: Record<string, (text: string) => string> = {
  'CHANGELOG.md': (text) => withRelease(text, version, new Date().toISOString().slice(0, 10)),
  Dockerfile: (text) => text.replace(/^ARG VERSION=.*$/m, `ARG VERSION=${version}`),
};
for (const folder of ['', ...projects.map(({ folder }) => folder)])
  edits[join(folder, 'package.json')] = (text) => withVersion(text, version, ours);

// All of them first: what throws changes nothing.
const written = Object.entries(edits).map(([file, edit]) => {
  const path = join(REPOSITORY, file);
  return [path, edit(readFileSync(path, 'utf8'))] as const;
});
for (const [path, text] of written) writeFileSync(path, text);
console.log(`${written.length} files have the version ${version}. Go on as docs/releasing.md says.`);
