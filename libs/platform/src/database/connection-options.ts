/** The last word on a parameter is the later one's: this one's. */
const UTC_SESSION = '-c TimeZone=UTC';

/**
 * How every connection to a service's database is opened: with its session in UTC, whatever the zone of the server, the
 * database or the role. Prisma's driver writes and reads `timestamptz` as if every session were. Options that the URL has
 * of its own stay.
 *
 * @example
 * new pg.Client({ ...connectionOptions(config.DATABASE_URL), query_timeout: 3_000 });
 */
export function connectionOptions(databaseUrl: string): { connectionString: string; options: string } {
  const url = new URL(databaseUrl);
  const own = url.searchParams.get('options');
  if (own === null) return { connectionString: databaseUrl, options: UTC_SESSION };
  // pg prefers what the URL says.
  url.searchParams.delete('options');
  return { connectionString: url.href, options: `${own} ${UTC_SESSION}` };
}
