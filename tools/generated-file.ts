import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { REPOSITORY } from './repository.ts';

/**
 * Writes a generated file; with `--check` on the command line, compares it with what is there and fails the process on a
 * difference instead. The content is formatted as the formatter would, where it knows the kind of file, so that it has nothing to add.
 */
export async function emit(file: string, content: string): Promise<void> {
  const path = join(REPOSITORY, file);
  const wanted = await formatted(path, content);
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted);
    console.log(`written: ${file}`);
  } else if (current(path) === wanted) {
    console.log(`up to date: ${file}`);
  } else {
    console.error(`${file} is not what the sources say: run \`npm run docs\`, and look at the difference.`);
    process.exitCode = 1;
  }
}

/** Whether a generated file is what the sources say. */
export async function isCurrent(file: string, content: string): Promise<boolean> {
  const path = join(REPOSITORY, file);
  return current(path) === (await formatted(path, content));
}

async function formatted(path: string, content: string): Promise<string> {
  const { inferredParser: parser } = await getFileInfo(path);
  return parser === null ? content : format(content, { ...(await resolveConfig(path)), parser });
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
