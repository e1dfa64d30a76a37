/** The NATS server that all suites of this jest run share. Its streams too: take names of your own, or start an own server. */
export function natsUrl(): string {
  return address('HALLPASS_TEST_NATS_URL');
}

/** The superuser's URL of the PostgreSQL server that all suites of this jest run share. */
export function postgresUrl(): string {
  return address('HALLPASS_TEST_POSTGRES_URL');
}

function address(variable: string): string {
  const value = process.env[variable];
  if (value === undefined)
    throw new Error(`${variable} is not set: name the file *.int.spec.ts and run "node tools/jest.ts int <project>".`);
  return value;
}
