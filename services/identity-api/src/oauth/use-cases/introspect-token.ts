import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { stillHolds } from '../../tokens/data/token-truth.js';
import { ReadAccessToken } from '../../tokens/use-cases/read-access-token.js';
import { unauthorizedClient } from '../domain/oauth.problems.js';
import { AuthenticateClient, type ClientCredentials } from './authenticate-client.js';

/** RFC 7662 section 2.2: nothing but `active: false` of a token that is not. */
export type Introspection =
  { readonly active: false } | ({ readonly active: true } & Readonly<Record<string, unknown>>);

/**
 * Token introspection (RFC 7662). A token is active while its signature and time hold, its key is not withdrawn, its session has
 * not ended, its account is active and the epoch is the account's. A resource server hears of tokens for its own audiences only
 * (section 4); refresh tokens are nobody's to ask about.
 *
 * @throws ProblemError `invalid_client` (401), `unauthorized_client` (403)
 */
@Injectable()
export class IntrospectToken {
  constructor(
    private readonly authenticate: AuthenticateClient,
    private readonly read: ReadAccessToken,
    private readonly database: Database,
  ) {}

  async execute(credentials: ClientCredentials, token: string): Promise<Introspection> {
    const client = await this.authenticate.execute(credentials);
    if (client.serves.length === 0) throw unauthorizedClient();
    const claims = await this.read.execute(token, client.serves);
    if (claims === undefined || !(await stillHolds(this.database, claims))) return { active: false };
    return { active: true, token_type: 'Bearer', ...claims };
  }
}
