import { Injectable } from '@nestjs/common';
import type { AccessToken } from '../../tokens/domain/access-token.js';
import { type NamedResource, Resources } from '../../tokens/domain/resource.js';
import { grantScopes } from '../../tokens/domain/scope.js';
import { invalidTarget } from '../../tokens/domain/tokens.problems.js';
import { MintAccessToken } from '../../tokens/use-cases/mint-access-token.js';
import { AuthenticateClient, type ClientCredentials } from './authenticate-client.js';

export interface ClientGrantRequest {
  readonly credentials: ClientCredentials;
  readonly resource?: NamedResource;
  readonly scope?: string | undefined;
}

/**
 * The client credentials grant (RFC 6749 section 4.4): a client speaks for itself, with the scopes the configuration gives it.
 *
 * @throws ProblemError `invalid_client` (401); `invalid_target`, also where it has no scope; `invalid_scope` (400)
 */
@Injectable()
export class GrantClientCredentials {
  constructor(
    private readonly authenticate: AuthenticateClient,
    private readonly resources: Resources,
    private readonly mint: MintAccessToken,
  ) {}

  async execute({ credentials, resource: requested, scope }: ClientGrantRequest): Promise<AccessToken> {
    const client = await this.authenticate.execute(credentials);
    const resource = this.resources.find(requested);
    const allowed = client.scopes[resource] ?? [];
    if (allowed.length === 0) throw invalidTarget();
    return this.mint.forClient(client.client_id, resource, grantScopes(scope, allowed));
  }
}
