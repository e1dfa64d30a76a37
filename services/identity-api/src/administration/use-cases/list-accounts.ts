import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type PageQuery } from '@hallpass/platform';
import { z } from 'zod';
import type { Account } from '../../accounts/domain/account.js';
import { type AccountFilter, AccountListRepository } from '../data/account-list.repository.js';
import { instant } from '../../database/instant.js';

const position = z.strictObject({ createdAt: instant, id: z.uuid() });

/** Accounts in the order they were opened. @throws ProblemError `invalid_cursor` (400) */
@Injectable()
export class ListAccounts {
  constructor(private readonly accounts: AccountListRepository) {}

  async execute({ limit, cursor, ...filter }: PageQuery & AccountFilter): Promise<Page<Account>> {
    const found = await this.accounts.list(filter, decodeCursor(cursor, position), limit + 1);
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const nextCursor = last ? encodeCursor({ createdAt: last.createdAt.toISOString(), id: last.id }) : null;
    return { items, nextCursor };
  }
}
