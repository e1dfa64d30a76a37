import { createDatabase } from './database.js';

it(`neither the tests' process nor its PostgreSQL are in UTC, unless they are in containers`, async () => {
  const database = await createDatabase();
  const { rows } = await database.pool.query<{ TimeZone: string }>('SHOW TimeZone');
  await database.drop();
  const zones = [Intl.DateTimeFormat().resolvedOptions().timeZone, rows[0]?.TimeZone];
  const elsewhere =
    process.env['HALLPASS_TEST_SERVERS'] === 'containers' ? ['UTC', 'Etc/UTC'] : ['Asia/Tokyo', 'America/New_York'];
  expect(zones).toEqual(elsewhere);
});
