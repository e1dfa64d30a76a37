import { Client } from 'pg';

/** Goes to the stream IDENTITY like any other, and no consumer asks for it. */
const SUBJECT = 'identity.fault-run.v1.seen';

const FILL = `
  INSERT INTO outbox (id, subject, data, published_at)
  SELECT gen_random_uuid(), $1, jsonb_build_object('sub', gen_random_uuid()), CASE WHEN $3::boolean THEN now() END
  FROM generate_series((SELECT count(*) FROM outbox WHERE subject = $1) + 1, $2::bigint)`;
/** Waits for nobody: what the relay holds at this moment, it may keep. */
const DISCARD = `
  DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE subject = $1 AND published_at IS NULL FOR UPDATE SKIP LOCKED)`;

/** Very many identity events in the outbox of IdentityAPI, 100,000 by default. They revoke nothing, and nobody acts on them. */
export class LargeOutbox {
  private readonly databaseUrl: string;
  private readonly rows: number;

  /** @param databaseUrl of IdentityAPI's own database */
  constructor(databaseUrl: string, rows = 100_000) {
    this.databaseUrl = databaseUrl;
    this.rows = rows;
  }

  /**
   * Brings it to its number of rows, by one statement.
   *
   * @param state of what is added. `published`: the broker counts as having had it, though it is not there: it has lost it
   */
  async fill(state: 'pending' | 'published'): Promise<void> {
    await this.change(FILL, SUBJECT, this.rows, state === 'published');
  }

  /** Takes away what is still pending. @returns how much that was */
  discard(): Promise<number> {
    return this.change(DISCARD, SUBJECT);
  }

  private async change(statement: string, ...values: unknown[]): Promise<number> {
    const client = new Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      return (await client.query(statement, values)).rowCount ?? 0;
    } finally {
      await client.end();
    }
  }
}
