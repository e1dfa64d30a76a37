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
 * Fetches the issuer's metadata from the first address that has it.
 * @throws Error when none has, or when it is not this issuer's (compared exactly, RFC 8414 section 3.3)
 */
export async function discover({ issuer, discoveryUrl, timeoutMs }: DiscoveryOptions): Promise<IssuerMetadata> {
  const urls = metadataUrls(discoveryUrl ?? issuer);
  for (const url of urls) {
    const body = await fetchUnlessMissing(url, timeoutMs);
    if (body === undefined) continue;
    const metadata = metadataSchema.parse(body);
    if (metadata.issuer === issuer) return metadata;
    throw new Error(`${url} is the metadata of the issuer "${metadata.issuer}", not of "${issuer}"`);
  }
  throw new Error(`no metadata at ${urls.join(' nor ')}`);
}

async function fetchUnlessMissing(url: string, timeoutMs: number): Promise<unknown> {
  try {
    return (await fetchJson(url, timeoutMs)).body;
  } catch (error) {
    if (error instanceof HttpStatusError && error.status < 500) return undefined;
    throw error;
  }
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
