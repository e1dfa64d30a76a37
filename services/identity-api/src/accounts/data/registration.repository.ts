import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SqlExecutor } from '@hallpass/ports';
import type { PendingRegistration, Registration } from '../domain/registration.js';

const COLUMNS = 'id, email, display_name AS "displayName", password_hash AS "passwordHash"';
/** An account with a verified address ends every registration of the address. */
const IS_PENDING = `NOT EXISTS (SELECT FROM accounts a WHERE a.email = r.email AND a.email_verified_at IS NOT NULL)`;
/** Accounts that a version before this one opened before their address was proved. */
const UNPROVED = `SELECT ${COLUMNS}, true AS "isAccount" FROM accounts WHERE email_verified_at IS NULL AND status = 'active'`;

/** `$1` a registration, `$2` its address, `$3` the most that are read. */
export const OTHERS = `
  (${UNPROVED} AND email = $2 AND id <> $1::uuid) UNION ALL
  (SELECT ${COLUMNS}, false AS "isAccount" FROM registrations
   WHERE email = $2 AND id <> $1::uuid AND password_hash IS NOT NULL ORDER BY created_at DESC LIMIT $3::integer)`;

/** Registrations that wait for the proof of their address. Every method runs on what it is handed. */
@Injectable()
export class RegistrationRepository {
  async add(tx: SqlExecutor, registration: Omit<Registration, 'id'>): Promise<Registration> {
    const id = randomUUID();
    await tx.$executeRawUnsafe(
      `INSERT INTO registrations (id, email, display_name, password_hash) VALUES ($1::uuid, $2, $3, $4)`,
      id,
      registration.email,
      registration.displayName,
      registration.passwordHash,
    );
    return { id, ...registration };
  }

  /** Where a registration waits for the address: another, of whoever gets the mail, that has no password yet. Returns its id. */
  async addReset(tx: SqlExecutor, email: string): Promise<string | undefined> {
    const [added] = await tx.$queryRawUnsafe<{ id: string }[]>(
      `INSERT INTO registrations (id, email)
       SELECT $1::uuid, email FROM registrations r WHERE email = $2 AND password_hash IS NOT NULL AND ${IS_PENDING} LIMIT 1
       RETURNING id`,
      randomUUID(),
      email,
    );
    return added?.id;
  }

  /** The address of a registration, with or without a password. */
  async addressOf(sql: SqlExecutor, id: string): Promise<string | undefined> {
    const [row] = await sql.$queryRawUnsafe<{ email: string }[]>(
      `SELECT email FROM registrations WHERE id = $1::uuid`,
      id,
    );
    return row?.email;
  }

  /** Undefined when it is none, or its address has been proved. */
  async find(sql: SqlExecutor, id: string): Promise<PendingRegistration | undefined> {
    const [row] = await sql.$queryRawUnsafe<PendingRegistration[]>(
      `SELECT ${COLUMNS}, false AS "isAccount" FROM registrations r
         WHERE id = $1::uuid AND password_hash IS NOT NULL AND ${IS_PENDING}
       UNION ALL ${UNPROVED} AND id = $1::uuid`,
      id,
    );
    return row;
  }

  /** The other registrations of the same address, the newest first, `limit` at most. */
  async findOthers(sql: SqlExecutor, { id, email }: Registration, limit: number): Promise<PendingRegistration[]> {
    return sql.$queryRawUnsafe<PendingRegistration[]>(OTHERS, id, email, limit);
  }
}
