import { REQUIREMENT, type Requirement } from '@hallpass/auth';
import type { ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { forEachOperation } from './operations.js';

/** A route without `@Public()` and `@Authenticated()` needs a token of whatever scope: its operation says that too. */
export function describeGuards(document: OpenAPIObject, modules: ModulesContainer): OpenAPIObject {
  const declared = operationsThatDeclare(modules);
  forEachOperation(document, (operation) => {
    const { operationId, responses } = operation;
    if (operationId === undefined || operation.security !== undefined || declared.has(operationId)) return;
    operation.security = [{ bearer: [] }];
    responses['401'] ??= { description: '`missing_token` or `invalid_token` (RFC 6750 section 3.1)' };
  });
  return document;
}

/** The ids of the operations whose handler, or its controller, says who may call it. */
function operationsThatDeclare(modules: ModulesContainer): ReadonlySet<string> {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  return new Set(
    controllers.flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const { prototype, name } = metatype as { prototype: Record<string, unknown>; name: string };
      return methodsOf(prototype)
        .filter((method) => declares(prototype[method]) || declares(metatype))
        .map((method) => `${name}_${method}`);
    }),
  );
}

const methodsOf = (prototype: object): string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([, { value }]) => typeof value === 'function')
    .map(([name]) => name);

/** Of itself: what a base class opens is not open in a subclass. */
const declares = (target: unknown): boolean =>
  typeof target === 'function' &&
  (Reflect.getOwnMetadata(REQUIREMENT, target) as Requirement | undefined) !== undefined;
