/** What a route asks of its caller. */
export interface Requirement {
  readonly access: 'public' | 'authenticated';
  /** Which of the scopes are needed. */
  readonly match: 'all' | 'any';
  readonly scopes: readonly string[];
}

/** Metadata key; the value is a {@link Requirement}. A handler's own wins over its controller's. */
export const REQUIREMENT = Symbol('hallpass:requirement');

/** What a route without a decorator asks: a valid token, with whatever scope. */
export const DEFAULT_REQUIREMENT: Requirement = { access: 'authenticated', match: 'all', scopes: [] };
export const PUBLIC_REQUIREMENT: Requirement = { access: 'public', match: 'all', scopes: [] };
