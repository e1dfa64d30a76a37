import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';

/** The examples of a library, as files of an application: `src/examples/<name>.ts`. */
export function examples(folder: string): Record<string, string> {
  const files = globSync('*.ts', { cwd: join(REPOSITORY, folder, 'examples') });
  return Object.fromEntries(
    files.map((file) => [`src/examples/${file}`, readFileSync(join(REPOSITORY, folder, 'examples', file), 'utf8')]),
  );
}
