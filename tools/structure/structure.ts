/**
 * Fails when the files or the folders of a project's `src` import each other in a cycle, and when a folder holds several Nest
 * modules. The rule is told in docs/adr/0029-folders-have-no-cycles.md.
 */
import { sources, workspaces } from '../repository.ts';
import { importsOf } from './imports.ts';
import { cycleViolations, moduleViolations } from './violations.ts';

const folders = workspaces().map(({ folder }) => folder);
const imports = folders.map((folder) => ({ folder: `${folder}/src`, imports: importsOf(folder) }));
const violations = [...cycleViolations(imports), ...moduleViolations(folders.flatMap(sources))];
for (const violation of violations) console.error(`${violation}\n`);
if (violations.length > 0) process.exitCode = 1;
else console.log(`no cycle between the files or the folders of ${folders.length} projects, one Nest module a folder`);
