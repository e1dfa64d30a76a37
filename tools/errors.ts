/** Generates docs/errors.md from the problems that the sources declare; `--check` fails on a difference. */
import { emit } from './generated-file.ts';
import { ERRORS_FILE, errorsPage } from './errors-page.ts';

await emit(ERRORS_FILE, errorsPage());
