import { AUDIENCES, RESOURCES, TOKEN_TYPES, type Resource, type TokenUseCase } from '@hallpass/contracts';
import { invalidTarget } from './tokens.problems.js';

/**
 * The resource that a request names (RFC 8707 section 2); identityApi when it names none.
 * @throws ProblemError `invalid_target` for one we don't know
 */
export function resourceOf(requested: string | undefined): Resource {
  if (requested === undefined) return AUDIENCES.identityApi;
  const known = RESOURCES.find((resource) => resource === requested);
  if (known === undefined) throw invalidTarget();
  return known;
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
