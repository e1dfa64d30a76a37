import type { OnModuleInit } from '@nestjs/common';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { REQUIREMENT, type Requirement } from '../guard/requirement.js';

/** Metadata key of `@ResolveField()`, and the token of what `GraphQLModule` was given. */
const RESOLVE_FIELD = 'graphql:resolve_property';
const GRAPHQL_OPTIONS = 'GqlModuleOptions';

/**
 * Two sets of options in one application would be two guards before each route, of which one refuses the other's tokens.
 * @throws Error when more than one module provides them
 */
export function checkSingle(modules: ModulesContainer, options: symbol): void {
  const found = [...modules.values()].filter(({ providers }) => providers.has(options));
  if (found.length < 2) return;
  throw new Error(
    'AuthModule.forRoot() is there twice in one application. It is global: import it once, in the root module.',
  );
}

/** Nest runs no guards for field resolvers unless it is told to: what a decorator asks for there would be asked of nobody. */
export class FieldResolverCheck implements OnModuleInit {
  constructor(private readonly modules: ModulesContainer) {}

  /** @throws Error when a field resolver has a decorator of ours, and no guards */
  onModuleInit(): void {
    if (this.guardsFields()) return;
    const scanner = new MetadataScanner();
    for (const { providers } of this.modules.values()) {
      for (const { metatype, name } of providers.values()) {
        const prototype = metatype?.prototype as Record<string, object> | undefined;
        const unguarded =
          prototype && scanner.getAllMethodNames(prototype).find((method) => needsGuard(prototype[method]));
        if (unguarded === undefined) continue;
        const reason = "and no guard runs for field resolvers: set fieldResolverEnhancers: ['guards'] in GraphQLModule";
        throw new Error(`${String(name)}.${unguarded} asks for a token, ${reason}.`);
      }
    }
  }

  private guardsFields(): boolean {
    return [...this.modules.values()].some(({ providers }) => {
      const options = providers.get(GRAPHQL_OPTIONS)?.instance as { fieldResolverEnhancers?: string[] } | undefined;
      return options?.fieldResolverEnhancers?.includes('guards') ?? false;
    });
  }
}

function needsGuard(handler: object | undefined): boolean {
  if (handler === undefined || !Reflect.hasMetadata(RESOLVE_FIELD, handler)) return false;
  const requirement = Reflect.getMetadata(REQUIREMENT, handler) as Requirement | undefined;
  return requirement?.access === 'authenticated';
}
