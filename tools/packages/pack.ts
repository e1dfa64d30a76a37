import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';

/** A package as the registry would have it. */
export interface Packed {
  name: string;
  version: string;
  /** Absolute path of the tarball. */
  tarball: string;
  /** What is in it, relative to the package. */
  files: string[];
}

/** Packs what the last build left of a workspace. */
export function pack(folder: string, destination: string): Packed {
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
    cwd: join(REPOSITORY, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(output) as [
    { name: string; version: string; filename: string; files: { path: string }[] },
  ];
  const { name, version, filename, files } = packed;
  return { name, version, tarball: join(destination, filename), files: files.map(({ path }) => path) };
}
