const NAME = /^\/\* prepared: ([a-z_]{1,40}) \*\//;

/**
 * Marks a statement to be prepared once on each connection, under its name: the server then parses and plans it no more. For
 * statements of a hot path whose text never changes.
 *
 * @param name lower-case letters and underscores, at most 40; no two statements of a service may share one
 * @throws RangeError when the name is none
 * @example
 * const FIND = prepared('find_order', 'SELECT * FROM orders WHERE id = $1::uuid');
 * await database.$queryRawUnsafe(FIND, id);
 */
export function prepared(name: string, sql: string): string {
  const statement = `/* prepared: ${name} */ ${sql}`;
  if (name === '' || statementName(statement) !== name)
    throw new RangeError(`"${name}" can't be the name of a prepared statement`);
  return statement;
}

/** The name that a statement is prepared under; empty for one that is not to be prepared. */
export function statementName(sql: string): string {
  return NAME.exec(sql)?.[1] ?? '';
}
