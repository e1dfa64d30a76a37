import type { OpenAPIObject } from '@nestjs/swagger';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

interface Response {
  description?: string;
  content?: object;
}

/** An operation of a document, as far as it is completed here. */
export interface Operation {
  readonly path: string;
  readonly operationId: string | undefined;
  readonly takesInput: boolean;
  readonly takesBody: boolean;
  readonly responses: Record<string, Response>;
  security: Record<string, string[]>[] | undefined;
}

/** Calls back for every operation of the document, which may be changed. */
export function forEachOperation(document: OpenAPIObject, complete: (operation: Operation) => void): void {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const found = methods[method];
      if (found === undefined) continue;
      const operation: Operation = {
        path,
        operationId: found.operationId,
        takesInput: found.requestBody !== undefined || (found.parameters ?? []).length > 0,
        takesBody: found.requestBody !== undefined,
        responses: (found.responses ??= {}) as Record<string, Response>,
        security: found.security,
      };
      complete(operation);
      if (operation.security !== undefined) found.security = operation.security;
    }
  }
}
