import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package.json nearest to a file; `0.0.0` without one. */
export function packageVersion(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const text = read(join(folder, 'package.json'));
    if (text !== undefined) return (JSON.parse(text) as { version?: string }).version ?? '0.0.0';
    if (folder === dirname(folder)) return '0.0.0';
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
