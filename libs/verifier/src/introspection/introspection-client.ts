import { z } from 'zod';
import { TokenStatusUnavailableError } from '../errors.js';
import { fetchJson } from '../key-sets/fetch-json.js';
import { discover, reachable } from '../key-sets/metadata.js';
import type { TokenStatus } from './token-status.js';

export interface IntrospectionClientOptions {
  readonly issuer: string;
  /** Base URL of the issuer's metadata where it is reached by another address than its name. */
  readonly discoveryUrl?: string;
  /** The endpoint's address, for an issuer whose metadata does not name it. */
  readonly introspectionEndpoint?: string;
  readonly clientId: string;
  /**
   * Makes a client assertion (`private_key_jwt`, RFC 7523 section 2.2) for that audience: the issuer identifier. Called for
   * each request, so that no assertion is used twice.
   */
  readonly clientAssertion: (audience: string) => Promise<string>;
  /** Milliseconds for each request. Default 2000. */
  readonly timeoutMs?: number;
}

const answerSchema = z.object({ active: z.boolean() });

/**
 * Asks the issuer about a token (RFC 7662), authenticated by `private_key_jwt`.
 *
 * @example
 * const tokenStatus = new IntrospectionClient({ issuer, clientId: 'order-api', clientAssertion: (aud) => sign(aud) });
 */
export class IntrospectionClient implements TokenStatus {
  private endpoint: string | undefined;

  constructor(private readonly options: IntrospectionClientOptions) {
    this.endpoint = options.introspectionEndpoint;
  }

  /** @throws TokenStatusUnavailableError when the issuer can't be reached, or refuses to answer */
  async isActive(token: string): Promise<boolean> {
    const { timeoutMs = 2000 } = this.options;
    try {
      const endpoint = await this.findEndpoint(timeoutMs);
      const { body } = await fetchJson(endpoint, timeoutMs, { method: 'POST', body: await this.form(token) });
      return answerSchema.parse(body).active;
    } catch (cause) {
      throw new TokenStatusUnavailableError('introspection failed', { cause });
    }
  }

  private async form(token: string): Promise<URLSearchParams> {
    const { issuer, clientId, clientAssertion } = this.options;
    return new URLSearchParams({
      token,
      token_type_hint: 'access_token',
      client_id: clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await clientAssertion(issuer),
    });
  }

  private async findEndpoint(timeoutMs: number): Promise<string> {
    if (this.endpoint !== undefined) return this.endpoint;
    const metadata = await discover({ ...this.options, timeoutMs });
    if (metadata.introspection_endpoint === undefined) throw new Error('the metadata names no introspection_endpoint');
    this.endpoint = reachable(metadata.introspection_endpoint, this.options);
    return this.endpoint;
  }
}
