/** Where the servers for tests come from: `HALLPASS_TEST_SERVERS`. */
const SOURCES = ['embedded', 'containers'] as const;

/** Whether tests run on containers instead of servers as processes of this machine. */
export function inContainers(): boolean {
  const source = process.env['HALLPASS_TEST_SERVERS'] ?? 'embedded';
  if (!SOURCES.some((known) => known === source)) {
    throw new Error(`HALLPASS_TEST_SERVERS is "${source}"; it takes ${SOURCES.join(' or ')}.`);
  }
  return source === 'containers';
}
