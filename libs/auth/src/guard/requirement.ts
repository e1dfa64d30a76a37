import type { ExecutionContext, Type } from '@nestjs/common';

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

const requirements = new WeakMap<object, WeakMap<object, Requirement>>();

/** What a handler asks: by its own decorator, else by its controller's, else a valid token. */
export function requirementOf(context: ExecutionContext): Requirement {
  const controller = context.getClass();
  const handler = context.getHandler();
  const known = requirements.get(controller)?.get(handler);
  if (known !== undefined) return known;
  const requirement = (Reflect.getMetadata(REQUIREMENT, handler) as Requirement | undefined) ?? ofClass(controller);
  const ofController = requirements.get(controller) ?? new WeakMap<object, Requirement>();
  requirements.set(controller, ofController.set(handler, requirement));
  return requirement;
}

/** Scopes that a base class asks for are asked for by its subclasses; open is only the class that says so itself. */
function ofClass(controller: Type): Requirement {
  const own = Reflect.getOwnMetadata(REQUIREMENT, controller) as Requirement | undefined;
  if (own !== undefined) return own;
  for (
    let base: unknown = Object.getPrototypeOf(controller);
    typeof base === 'function';
    base = Object.getPrototypeOf(base)
  ) {
    const inherited = Reflect.getOwnMetadata(REQUIREMENT, base) as Requirement | undefined;
    if (inherited?.access === 'authenticated') return inherited;
  }
  return DEFAULT_REQUIREMENT;
}
