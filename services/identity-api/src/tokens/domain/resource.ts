import { AUDIENCES, RESOURCES, TOKEN_TYPES, type Resource, type TokenUseCase } from '@hallpass/contracts';
import { invalidTarget } from './tokens.problems.js';

/** What a request names as `resource` (RFC 8707 section 2): several, where it has the parameter several times. */
export type NamedResource = string | readonly string[] | undefined;

/** What OpenAPI says of it. */
export const RESOURCE_PARAMETER = {
  type: 'string',
  enum: [...RESOURCES],
  description: 'The audience of the token; the URL of a service, as its RFC 9728 metadata names it, is taken too',
} as const;

/**
 * The resources that tokens are issued for. Each has two names: the URN that tokens have in `aud`, and the URL that its metadata
 * gives it (RFC 9728 section 1.2), where the configuration knows that.
 */
export class Resources {
  private readonly byName: ReadonlyMap<string, Resource>;

  /** @param urls of those whose URL is known */
  constructor(readonly urls: Partial<Readonly<Record<Resource, string>>>) {
    const known = Object.entries(urls) as [Resource, string][];
    this.byName = new Map([
      ...RESOURCES.map((resource) => [resource, resource] as const),
      ...known.map(([resource, url]) => [normalized(url) ?? url, resource] as const),
    ]);
  }

  /**
   * The resource that a request names; identityApi when it names none.
   *
   * @throws ProblemError `invalid_target` for one we don't know, and for several: a token has one audience
   */
  find(named: NamedResource): Resource {
    if (named === undefined) return AUDIENCES.identityApi;
    if (typeof named !== 'string') throw invalidTarget({ detail: 'Name one resource: a token is for one audience.' });
    const known = this.byName.get(named) ?? this.byName.get(normalized(named) ?? '');
    if (known === undefined) throw invalidTarget();
    return known;
  }
}

/** A URL as RFC 3986 section 6.2 writes it, without a slash at the end; undefined for what can name no resource (RFC 8707 section 2). */
function normalized(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || /[?#@]/.test(text)) return undefined;
  return url.href.replace(/\/$/, '');
}

const USE_CASES = Object.keys(TOKEN_TYPES) as TokenUseCase[];

/** The key set that access tokens for the resource are signed with. */
export function useCaseOf(resource: Resource): TokenUseCase {
  const found = USE_CASES.find((useCase) => {
    const { typ, audience } = TOKEN_TYPES[useCase];
    return typ === 'at+jwt' && audience === resource;
  });
  if (found === undefined) throw new Error(`no key set signs access tokens for ${resource}`);
  return found;
}
