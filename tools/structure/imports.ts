import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { REPOSITORY, sources } from '../repository.ts';

/** A file that imports another of the same folder of sources; both relative to that folder. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/**
 * What the files of a project's `src` import from each other: for types only, re-exported or dynamic, too. Tests and generated
 * files are left out.
 */
export function importsOf(project: string): Import[] {
  const root = join(project, 'src');
  const files = new Set(sources(project));
  return [...files].flatMap((file) =>
    specifiers(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => join(dirname(file), specifier).replace(/\.js$/, '.ts'))
      .filter((target) => files.has(target))
      .map((target) => ({ from: relative(root, file), to: relative(root, target) })),
  );
}

function specifiers(file: string): string[] {
  return ts.preProcessFile(readFileSync(join(REPOSITORY, file), 'utf8')).importedFiles.map(({ fileName }) => fileName);
}
