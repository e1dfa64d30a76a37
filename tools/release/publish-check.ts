/** `npm run publish:check`: `npm publish --dry-run` of each package that is not private. Needs a build and no network. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, workspaces } from '../repository.ts';

/** Nothing answers here: a package that needs the registry to be checked fails. */
const NO_REGISTRY = 'http://127.0.0.1:9';

interface Published {
  readonly id: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const packages = workspaces().filter(({ isPrivate }) => !isPrivate);
// One version for all. A prerelease is not what people get who ask for no version: npm wants to be told so.
const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
const tag = version.includes('-') ? 'next' : 'latest';
for (const { name, folder } of packages) {
  const args = [
    'publish',
    '--dry-run',
    '--tag',
    tag,
    '--json',
    '--access',
    'public',
    '--registry',
    NO_REGISTRY,
    '--fetch-retries=0',
  ];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: join(REPOSITORY, folder), encoding: 'utf8' });
  const published = status === 0 ? publishedBy(stdout, name) : undefined;
  const missing = ['README.md', 'LICENSE', 'package.json'].filter(
    (file) => published?.files.every(({ path }) => path !== file) ?? false,
  );
  if (published === undefined || missing.length > 0) {
    console.error(`${name} can not be published: ${missing.length > 0 ? `it lacks ${missing.join(', ')}` : stderr}`);
    process.exitCode = 1;
  } else console.log(`${published.id}: ${published.files.length} files, ${Math.ceil(published.size / 1024)} kB packed`);
}
if (packages.length === 0) process.exitCode = 1;

/** Under its name when npm runs it for a workspace, alone otherwise. */
function publishedBy(output: string, name: string): Published {
  const answer = JSON.parse(output) as Published & Record<string, Published>;
  return answer[name] ?? answer;
}
