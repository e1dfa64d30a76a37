import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of the caller's own, which goes with the jest run. */
export function temporaryFolder(name: string): Promise<string> {
  return mkdtemp(join(process.env['HALLPASS_TEST_FOLDER'] ?? tmpdir(), `hallpass-${name}-`));
}
