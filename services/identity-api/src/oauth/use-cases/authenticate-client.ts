import { Inject, Injectable } from '@nestjs/common';
import { InvalidTokenError, RemoteKeySource, unverifiedClaims, verifySigned } from '@hallpass/verifier';
import { CLOCK_LEEWAY_SECONDS } from '@hallpass/contracts';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG, type ServiceClient } from '../../config.js';
import { SeenAssertions } from '../data/seen-assertions.js';
import { describeFault } from '../domain/assertion-faults.js';
import {
  ASSERTION_TYPES,
  type AssertionRules,
  checkAssertion,
  CLIENT_ASSERTION_TYPE,
} from '../domain/client-assertion.js';
import { endpointsOf } from '../domain/endpoints.js';
import { invalidClient } from '../domain/oauth.problems.js';

/** How a client says who it is (RFC 6749 section 2.3, RFC 7521 section 4.2). */
export interface ClientCredentials {
  readonly clientId?: string | undefined;
  readonly assertionType?: string | undefined;
  readonly assertion?: string | undefined;
}

interface RegisteredClient {
  readonly client: ServiceClient;
  readonly keys: RemoteKeySource;
}

/** Authenticates a confidential client by `private_key_jwt` (RFC 7523), with the keys it publishes. */
@Injectable()
export class AuthenticateClient {
  private readonly clients: ReadonlyMap<string, RegisteredClient>;
  private readonly audiences: AssertionRules['audiences'];

  constructor(
    private readonly seen: SeenAssertions,
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.clients = new Map(
      config.SERVICE_CLIENTS.map((client) => [client.client_id, { client, keys: keysOf(client, clock) }]),
    );
    const { token, introspection, revocation } = endpointsOf(config.ISSUER);
    this.audiences = [config.ISSUER, token, introspection, revocation];
  }

  /**
   * @throws ProblemError `invalid_client` (401) that says what is wrong with it
   * @throws KeySetUnavailableError (503) when the client's keys can't be fetched
   */
  async execute({ clientId, assertionType, assertion }: ClientCredentials): Promise<ServiceClient> {
    if (assertion === undefined) throw invalidClient();
    if (assertionType !== CLIENT_ASSERTION_TYPE) {
      throw invalidClient({ detail: `The client_assertion_type must be ${CLIENT_ASSERTION_TYPE}.` });
    }
    const { client, keys } = await describingFaults(() => this.find(assertion));
    if (clientId !== undefined && clientId !== client.client_id) {
      throw invalidClient({ detail: 'The client_id is not that of the client assertion.' });
    }
    const rules = { typ: ASSERTION_TYPES, keySource: keys, onlyKey: (alg: string) => keys.onlyKey(alg) };
    const { claims } = await describingFaults(() => verifySigned(assertion, rules));
    await this.use(checkAssertion(claims, client.client_id, this.rules()), client);
    return client;
  }

  private find(assertion: string): RegisteredClient {
    const { iss } = unverifiedClaims(assertion);
    const registered = this.clients.get(iss as string);
    if (registered !== undefined) return registered;
    throw invalidClient({ detail: 'The claim "iss" of the client assertion is no client that authenticates here.' });
  }

  private rules(): AssertionRules {
    return { audiences: this.audiences, now: this.clock.now() / 1000, leeway: CLOCK_LEEWAY_SECONDS };
  }

  private async use({ jti, exp }: { jti: string; exp: number }, { client_id }: ServiceClient): Promise<void> {
    const until = new Date((exp + CLOCK_LEEWAY_SECONDS) * 1000);
    if (await this.seen.note(client_id, jti, until)) return;
    throw invalidClient({
      detail: 'The client assertion was used before: make one with a "jti" of its own each time.',
    });
  }
}

function keysOf({ jwks_uri: jwksUri, client_id }: ServiceClient, clock: Clock): RemoteKeySource {
  return new RemoteKeySource({ issuer: jwksUri, jwksUri, select: { typ: 'JWT', audience: client_id }, clock });
}

async function describingFaults<T>(verify: () => T | Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof InvalidTokenError) throw invalidClient({ detail: describeFault(error), cause: error });
    throw error;
  }
}
