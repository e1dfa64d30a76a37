/** Generates, from the declaration in libs/system, what the configuration of the containers says of each service; `--check` fails on a difference. */
import { SERVICES } from '@hallpass/system';
import { emit } from '../generated-file.ts';
import { systemFiles } from './system-files.ts';

for (const [file, content] of Object.entries(systemFiles(SERVICES))) await emit(file, content);
