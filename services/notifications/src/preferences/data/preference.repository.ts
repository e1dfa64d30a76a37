import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

@Injectable()
export class PreferenceRepository {
  constructor(private readonly database: Database) {}

  async find(account: string): Promise<{ kind: string; email: boolean }[]> {
    return this.database.preference.findMany({ where: { account }, select: { kind: true, email: true } });
  }

  async choose(tx: SqlExecutor, account: string, kind: string, email: boolean): Promise<void> {
    await tx.$executeRawUnsafe(
      `INSERT INTO preferences (account, kind, email) VALUES ($1::uuid, $2, $3)
       ON CONFLICT (account, kind) DO UPDATE SET email = excluded.email`,
      account,
      kind,
      email,
    );
  }
}
