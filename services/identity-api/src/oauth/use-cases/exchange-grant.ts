import { Injectable } from '@nestjs/common';
import { invalidRequest } from '@hallpass/platform';
import type { Origin } from '../../audit/origin.js';
import { RefreshSession } from '../../sessions/use-cases/refresh-session.js';
import type { AccessToken } from '../../tokens/domain/access-token.js';
import { type NamedResource, Resources } from '../../tokens/domain/resource.js';
import { unsupportedGrantType } from '../domain/oauth.problems.js';
import type { ClientCredentials } from './authenticate-client.js';
import { GrantClientCredentials } from './grant-client-credentials.js';
import { IdentifyClient } from './identify-client.js';

export interface GrantRequest {
  readonly grantType: string;
  readonly refreshToken?: string | undefined;
  readonly resource?: NamedResource;
  readonly scope?: string | undefined;
  readonly credentials: ClientCredentials;
  /** Milliseconds. */
  readonly arrivedAt: number;
  readonly origin: Origin;
}

export interface Granted {
  readonly accessToken: AccessToken;
  readonly refreshToken?: string;
}

/**
 * The token endpoint (RFC 6749 section 3.2).
 *
 * @throws ProblemError with the codes of RFC 6749 section 5.2 and RFC 8707 section 2
 */
@Injectable()
export class ExchangeGrant {
  constructor(
    private readonly refresh: RefreshSession,
    private readonly clientCredentials: GrantClientCredentials,
    private readonly resources: Resources,
    private readonly identify: IdentifyClient,
  ) {}

  async execute({ grantType, credentials, refreshToken, resource, ...request }: GrantRequest): Promise<Granted> {
    switch (grantType) {
      case 'refresh_token': {
        if (refreshToken === undefined) throw invalidRequest({ detail: 'The parameter refresh_token is missing.' });
        const clientId = await this.identify.execute(credentials);
        const named = resource === undefined ? undefined : this.resources.find(resource);
        return this.refresh.execute({ ...request, refreshToken, clientId, resource: named });
      }
      case 'client_credentials':
        return { accessToken: await this.clientCredentials.execute({ ...request, credentials, resource }) };
      default:
        throw unsupportedGrantType();
    }
  }
}
