import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { pack, type Packed } from '../packages/pack.ts';
import { REPOSITORY, type Workspace } from '../repository.ts';
import { renderAll } from '../templates.ts';
import type { Libraries } from './libraries.ts';
import { manifestOf } from './manifest.ts';
import { profileOf } from './profile.ts';
import { readme } from './readme.ts';
import type { ForkRequest } from './request.ts';
import { settings } from './settings.ts';
import { templateValues } from './template-values.ts';

/** What a service has because it is one of several; a fork has its own. */
const REPLACED = /^(package\.json|README\.md|jest\.config\.mjs|tsconfig(\.spec)?\.json|\.env.*)$/;
const FROM_THE_REPOSITORY = ['LICENSE', '.nvmrc', '.prettierrc.json', 'eslint.clocks.mjs'];

/** Writes the new repository: the service as it is, its libraries packed, and what makes the two stand alone. */
export async function writeFork(
  request: ForkRequest,
  libraries: Libraries,
  progress: (line: string) => void,
): Promise<void> {
  const { target, workspace } = request;
  mkdirSync(target, { recursive: true });
  progress(`sources: ${copySources(workspace, target)} files of ${workspace.folder}`);
  const packed = packAll(libraries, join(target, 'vendor'));
  progress(`vendor: ${[...packed.runtime, ...packed.development].map(({ name }) => name).join(', ')}`);
  const profile = profileOf(request.service);
  const files = {
    ...renderAll(join(import.meta.dirname, 'template'), templateValues(request, profile)),
    ...(await settings(request.name)),
    'package.json': manifestOf(request, packed),
    'README.md': readme(request, profile),
  };
  for (const [file, content] of Object.entries(files)) write(join(target, file), await formatted(file, content));
  chmodSync(join(target, '.ci/run'), 0o755);
  for (const file of FROM_THE_REPOSITORY) cpSync(join(REPOSITORY, file), join(target, file));
  progress(`its own: ${Object.keys(files).sort().join(', ')}`);
}

/** What git knows of the service, and what it would know: nothing that was built or installed. */
function copySources({ folder }: Workspace, target: string): number {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: join(REPOSITORY, folder),
    encoding: 'utf8',
  });
  const files = list.split('\0').filter((file) => file !== '' && !REPLACED.test(file));
  for (const file of files) cpSync(join(REPOSITORY, folder, file), join(target, file));
  return files.length;
}

function packAll({ runtime, development }: Libraries, vendor: string): { runtime: Packed[]; development: Packed[] } {
  mkdirSync(vendor);
  const packEach = (libraries: readonly Workspace[]) => libraries.map(({ folder }) => pack(folder, vendor));
  return { runtime: packEach(runtime), development: packEach(development) };
}

/** As the formatter of the new repository, which is that of this one, would have it. */
async function formatted(file: string, content: string): Promise<string> {
  const { inferredParser: parser } = await getFileInfo(file);
  const options = await resolveConfig(join(REPOSITORY, 'package.json'));
  return parser === null ? content : format(content, { ...options, parser });
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
