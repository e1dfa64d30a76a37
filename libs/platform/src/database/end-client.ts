import type { Client } from 'pg';

const GOODBYE_TIMEOUT_MS = 1_000;

/** Ends a connection in order where the other side takes part in it, by force where it doesn't. */
export async function endClient(client: Client): Promise<void> {
  const impatience = setTimeout(() => client.connection.stream.destroy(), GOODBYE_TIMEOUT_MS);
  await client.end();
  clearTimeout(impatience);
}
