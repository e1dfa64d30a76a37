import { KeyRing } from '@hallpass/keys';
import { signActionTokens } from '../src/tokens/unsigned-action-token.js';
import type { IdentityApp } from './identity-app.js';

export interface OutboxRecord {
  readonly subject: string;
  readonly data: Record<string, unknown>;
  readonly confidential: Record<string, unknown> | null;
  readonly account: string | null;
  readonly aggregate: string | null;
}
export interface AuditRecord {
  readonly action: string;
  readonly outcome: string;
  readonly actor_id: string | null;
  readonly client_id: string | null;
  readonly target_type: string | null;
  readonly target_id: string | null;
  readonly ip_address: string | null;
  readonly details: Record<string, unknown>;
}

/** What the service has written, as its database has it. */
export class Records {
  constructor(private readonly identity: IdentityApp) {}

  /** The business events about an account, in the order of writing. */
  outbox(account: string): Promise<OutboxRecord[]> {
    return this.rows('SELECT * FROM outbox WHERE account = $1 ORDER BY sequence', account);
  }

  async subjects(account: string): Promise<string[]> {
    return (await this.outbox(account)).map(({ subject }) => subject);
  }

  /** The events of the security stream about an account or a session. */
  security(id: string): Promise<OutboxRecord[]> {
    return this.rows("SELECT * FROM outbox WHERE subject LIKE 'security.v1.%.' || $1 ORDER BY sequence", id);
  }

  /** As if what was told until now had been told some time ago. */
  async age(): Promise<void> {
    await this.rows(`UPDATE outbox SET occurred_at = occurred_at - interval '1 minute'`);
  }

  /** As if what was told until now had been told this moment, however long a test takes. */
  async freshen(): Promise<void> {
    await this.rows('UPDATE outbox SET occurred_at = now()');
  }

  audit(target: string): Promise<AuditRecord[]> {
    return this.rows('SELECT * FROM audit_events WHERE target_id = $1 ORDER BY sequence', target);
  }

  async actions(target: string): Promise<string[]> {
    return (await this.audit(target)).map(({ action, outcome }) => (outcome === 'success' ? action : `!${action}`));
  }

  async account(id: string) {
    const [row] = await this.rows<{ status: string; token_epoch: number; roles: string[]; password_hash: string }>(
      'SELECT * FROM accounts WHERE id = $1',
      id,
    );
    return row!;
  }

  async accountIdOf(email: string): Promise<string> {
    const [row] = await this.rows<{ id: string }>('SELECT id FROM accounts WHERE email = $1', email);
    return row!.id;
  }

  /** The ids of the registrations of an address, the oldest first. */
  async registrationsOf(email: string): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      'SELECT id FROM registrations WHERE email = $1 AND password_hash IS NOT NULL ORDER BY created_at, id',
      email,
    );
    return rows.map(({ id }) => id);
  }

  /** The sealed part of the last event of a kind about an account, as it is published: its tokens are signed. */
  async confidential(account: string, subject: string): Promise<Record<string, string>> {
    const rows = (await this.outbox(account)).filter((row) => row.subject === subject);
    const keys = this.identity.app.get(KeyRing, { strict: false });
    return (await signActionTokens(keys, rows.at(-1)!.confidential!)) as Record<string, string>;
  }

  /** How many rows there are that a refused request must not add to. */
  async everything(): Promise<string> {
    const tables = ['accounts', 'registrations', 'sessions', 'outbox', 'audit_events', 'single_use_tokens'];
    const counts = tables.map((table) => `(SELECT count(*) FROM ${table})`).join(` || ',' || `);
    const [row] = await this.rows<{ counts: string }>(`SELECT ${counts} AS counts`);
    return row!.counts;
  }

  private async rows<T = never>(sql: string, ...values: unknown[]): Promise<T[]> {
    return (await this.identity.database.pool.query(sql, values)).rows as T[];
  }
}
