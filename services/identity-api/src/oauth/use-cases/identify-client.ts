import { Inject, Injectable } from '@nestjs/common';
import { FIRST_PARTY_CLIENT } from '@hallpass/contracts';
import { type Config, CONFIG } from '../../config.js';
import { invalidClient } from '../domain/oauth.problems.js';
import { AuthenticateClient, type ClientCredentials } from './authenticate-client.js';

/**
 * The client that a request comes from: the one that authenticates, else the public client that it names, which has nothing but
 * its name (RFC 6749 section 2.1). The name of a confidential client proves nothing.
 *
 * @throws ProblemError `invalid_client` (401)
 */
@Injectable()
export class IdentifyClient {
  constructor(
    private readonly authenticate: AuthenticateClient,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute(credentials: ClientCredentials): Promise<string> {
    const { clientId = FIRST_PARTY_CLIENT, assertion, assertionType } = credentials;
    if (assertion !== undefined || assertionType !== undefined) {
      return (await this.authenticate.execute(credentials)).client_id;
    }
    if (!this.config.PUBLIC_CLIENTS.includes(clientId)) throw invalidClient();
    return clientId;
  }
}
