/** A declared value as YAML in a compose file: quoted, and without interpolation of `$`. */
export const scalar = (value: string): string => `'${value.replaceAll("'", "''").replaceAll('$', '$$$$')}'`;

/** A list of blocks, an empty line between any two. */
export const blocks = (texts: readonly string[]): string => texts.join('\n\n');

/** Lines that are there only under a condition. */
export const onlyIf = (condition: boolean, ...lines: string[]): string[] => (condition ? lines : []);

/** A JSON object as the lines of a folded scalar (`>-`), a member on each: YAML folds them into one. `$` is interpolated. */
export const folded = (members: Readonly<Record<string, string>>): string[] =>
  `{${Object.entries(members)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',\n')}}`
    .split('\n')
    .map((line) => `  ${line}`);
