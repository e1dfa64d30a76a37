import { z } from 'zod';
import { fetchJson, HttpStatusError } from './fetch-json.js';

/** Which of the issuer's key sets: the one for tokens of that type and audience. */
export interface KeySetSelection {
  readonly typ: string;
  readonly audience: string;
}

/** The issuer's metadata (RFC 8414 section 2), as far as a resource server needs it. */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly jwks_uri?: string | undefined;
  readonly introspection_endpoint?: string | undefined;
  /** Extension: one key set for each use case, so that a key of one verifies no token of another. */
  readonly hallpass_key_sets?:
    readonly (KeySetSelection & { readonly use_case: string; readonly jwks_uri: string })[] | undefined;
}

const metadataSchema: z.ZodType<IssuerMetadata> = z.object({
  issuer: z.string(),
  jwks_uri: z.url().optional(),
  introspection_endpoint: z.url().optional(),
  hallpass_key_sets: z
    .array(z.object({ use_case: z.string(), jwks_uri: z.url(), typ: z.string(), audience: z.string().default('') }))
    .optional(),
});

export interface DiscoveryOptions {
  readonly issuer: string;
  /** Base URL to use in place of the issuer's, for the metadata and for what it names under the issuer's URL. */
  readonly discoveryUrl?: string;
  readonly timeoutMs: number;
}

/**
 * The addresses where metadata may be: RFC 8414 section 3.1 puts the well-known part between host and path, OpenID Connect
 * Discovery section 4 appends it (RFC 8414 section 5).
 */
export function metadataUrls(base: string): string[] {
  const { origin, pathname } = new URL(base);
  const path = pathname.replace(/\/+$/, '');
  return [
    ...new Set([
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}${path}/.well-known/oauth-authorization-server`,
      `${origin}/.well-known/openid-configuration${path}`,
    ]),
  ];
}

/**
 * Fetches the issuer's metadata from the first address that has it. What is not this issuer's metadata (compared exactly, RFC 8414
 * section 3.3) is passed over: another application may answer at the other addresses.
 * @throws Error that says what each address answered, when none has it
 */
export async function discover({ issuer, discoveryUrl, timeoutMs }: DiscoveryOptions): Promise<IssuerMetadata> {
  const answers: string[] = [];
  for (const url of metadataUrls(discoveryUrl ?? issuer)) {
    try {
      return metadataOf(issuer, url, (await fetchJson(url, timeoutMs)).body);
    } catch (error) {
      answers.push(describeFailure(url, error));
      if ((error as Error).name === 'TimeoutError') break; // The others are at the same host, and each would take its time.
    }
  }
  throw new Error(`no metadata of the issuer "${issuer}" was found: ${answers.join('; ')}`);
}

/** Is told in place of the metadata that an address does not have. */
class NotTheMetadataError extends Error {}

function metadataOf(issuer: string, url: string, body: unknown): IssuerMetadata {
  const { success, data } = metadataSchema.safeParse(body);
  if (!success) throw new NotTheMetadataError(`${url} answered with JSON that is not issuer metadata`);
  if (data.issuer === issuer) return data;
  const hint =
    data.issuer.replace(/\/$/, '') === issuer.replace(/\/$/, '')
      ? ` (they differ only by the final slash: configure the issuer as "${data.issuer}")`
      : '';
  throw new NotTheMetadataError(`${url} is the metadata of the issuer "${data.issuer}", not of "${issuer}"${hint}`);
}

function describeFailure(url: string, error: unknown): string {
  if (error instanceof HttpStatusError || error instanceof NotTheMetadataError) return error.message;
  if (error instanceof SyntaxError) return `${url} answered with something other than JSON`;
  const { message, cause } = error as Error & { cause?: Partial<Error> }; // The reason of a failed fetch is its cause.
  return `${url} could not be read: ${cause?.message ?? message}`;
}

/** The address of the key set for that use; `jwks_uri` where the issuer does not tell use cases apart. */
export function keySetUrl(metadata: IssuerMetadata, { typ, audience }: KeySetSelection): string {
  const ours = metadata.hallpass_key_sets?.find((set) => set.typ === typ && set.audience === audience);
  if (ours !== undefined) return ours.jwks_uri;
  if (metadata.hallpass_key_sets !== undefined) {
    throw new Error(`the issuer has no key set for tokens of type "${typ}" and audience "${audience}"`);
  }
  if (metadata.jwks_uri === undefined) throw new Error('the metadata names no jwks_uri');
  return metadata.jwks_uri;
}

/** Where an address the metadata names is reached from here: under `discoveryUrl` if it lies under the issuer's URL. */
export function reachable(
  url: string,
  { issuer, discoveryUrl }: Pick<DiscoveryOptions, 'issuer' | 'discoveryUrl'>,
): string {
  const base = issuer.replace(/\/+$/, '');
  const inner = discoveryUrl?.replace(/\/+$/, '');
  return inner !== undefined && url.startsWith(`${base}/`) ? inner + url.slice(base.length) : url;
}
