import { Inject, Injectable } from '@nestjs/common';
import { InvalidTokenError, RemoteKeySource, unverifiedClaims, verifySigned } from '@hallpass/verifier';
import { CLOCK_LEEWAY_SECONDS } from '@hallpass/contracts';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG, type ServiceClient } from '../../config.js';
import { SeenAssertions } from '../data/seen-assertions.js';
import { ASSERTION_TYPES, checkAssertion, CLIENT_ASSERTION_TYPE } from '../domain/client-assertion.js';
import { endpointsOf } from '../domain/endpoints.js';
import { invalidClient } from '../domain/oauth.problems.js';

/** How a client says who it is (RFC 6749 section 2.3, RFC 7521 section 4.2). */
export interface ClientCredentials {
  readonly clientId?: string | undefined;
  readonly assertionType?: string | undefined;
  readonly assertion?: string | undefined;
}

/** Authenticates a confidential client by `private_key_jwt` (RFC 7523), with the keys it publishes. */
@Injectable()
export class AuthenticateClient {
  private readonly clients: ReadonlyMap<string, { client: ServiceClient; keys: RemoteKeySource }>;
  private readonly audiences: readonly string[];

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
   * @throws ProblemError `invalid_client` (401), whatever is wrong with it
   * @throws KeySetUnavailableError (503) when the client's keys can't be fetched
   */
  async execute({ clientId, assertionType, assertion }: ClientCredentials): Promise<ServiceClient> {
    if (assertionType !== CLIENT_ASSERTION_TYPE || assertion === undefined) throw invalidClient();
    const claimed = await unlessInvalid(() => unverifiedClaims(assertion)['iss']);
    if (typeof claimed !== 'string') throw invalidClient();
    const registered = this.clients.get(claimed);
    if (registered === undefined || (clientId !== undefined && clientId !== claimed)) throw invalidClient();
    const { keys: keySource } = registered;
    const signed = await unlessInvalid(() => verifySigned(assertion, { typ: ASSERTION_TYPES, keySource }));
    const now = this.clock.now() / 1000;
    const rules = { audiences: this.audiences, now, leeway: CLOCK_LEEWAY_SECONDS };
    const checked = signed && checkAssertion(signed.claims, claimed, rules);
    if (checked === undefined) throw invalidClient();
    const until = new Date((checked.exp + CLOCK_LEEWAY_SECONDS) * 1000);
    if (!(await this.seen.note(claimed, checked.jti, until))) throw invalidClient();
    return registered.client;
  }
}

function keysOf({ jwks_uri: jwksUri, client_id }: ServiceClient, clock: Clock): RemoteKeySource {
  return new RemoteKeySource({ issuer: jwksUri, jwksUri, select: { typ: 'JWT', audience: client_id }, clock });
}

/** Whatever is wrong with an assertion is nobody's business. */
async function unlessInvalid<T>(verify: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
}
