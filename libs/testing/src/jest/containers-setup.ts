import globalSetup from './global-setup.ts';

/** The same tests on servers in containers, which the run removes itself: it needs no other container for that. */
export default async function containersSetup(): Promise<void> {
  process.env['HALLPASS_TEST_SERVERS'] = 'containers';
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
  await globalSetup();
}
