import { readFileSync } from 'node:fs';
import type { ConfigProblem } from './config-error.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment says about each variable. An empty value counts as unset. `NAME_FILE` names a file that holds
 * the value of `NAME` (a Docker secret); white space around it is dropped.
 */
export function readEnvironment(variables: readonly string[], environment: Environment) {
  const values: Record<string, string> = {};
  const problems: ConfigProblem[] = [];
  for (const variable of variables) {
    const value = environment[variable] || undefined;
    const fileVariable = `${variable}_FILE`;
    const file = variables.includes(fileVariable) ? undefined : environment[fileVariable] || undefined;
    if (value !== undefined && file !== undefined) {
      problems.push({ variable, message: `is set twice, also by ${fileVariable}`, accepts: 'one of the two' });
    } else if (file !== undefined) {
      try {
        values[variable] = readFileSync(file, 'utf8').trim();
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        problems.push({ variable: fileVariable, message: `can't be read: ${code}`, accepts: 'the path of a file' });
      }
    } else if (value !== undefined) {
      values[variable] = value;
    }
  }
  return { values, problems };
}
