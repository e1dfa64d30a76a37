import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { REPOSITORY, sources, workspaces } from '../repository.ts';
import { meaningsIn } from './declarations.ts';
import type { Program } from './page.ts';
import { variablesOf, type Schema } from './variables.ts';

/** The services in the order of their folders, and the gate, with the variables that their schemas declare. */
export async function programs(): Promise<{ services: Program[]; extra: Program[] }> {
  const folders = workspaces().map(({ folder }) => folder);
  const libraries = meanings(folders.filter((folder) => folder.startsWith('libs/')));
  const read = (folder: string) => programOf(folder, libraries);
  return {
    services: await Promise.all(folders.filter((folder) => folder.startsWith('services/')).map(read)),
    extra: await Promise.all(['infra/gate'].map(read)),
  };
}

async function programOf(folder: string, libraries: ReadonlyMap<string, string>): Promise<Program> {
  const file = join(REPOSITORY, folder, 'dist/config.js');
  const { configSchema } = (await import(file)) as { configSchema: { shape: Record<string, Schema> } };
  const known = new Map([...libraries, ...meanings([folder])]);
  return { name: basename(folder), variables: variablesOf(folder, configSchema.shape, known) };
}

/** What the comments in the configuration files of some projects say of each variable. */
function meanings(folders: readonly string[]): Map<string, string> {
  const files = folders.flatMap(sources).filter((file) => file.includes('config'));
  return new Map(files.flatMap((file) => [...meaningsIn(file, readFileSync(join(REPOSITORY, file), 'utf8'))]));
}
