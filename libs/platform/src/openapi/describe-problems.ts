import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_TYPE } from '../problems/problem.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const REFERENCE = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };

/** RFC 9457, with our `code`. */
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable: what a client branches on' },
    detail: { type: 'string', description: 'What to do about it' },
    errors: {
      type: 'array',
      description: 'With `invalid_request`: what is wrong with which field',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
} as const;

/** Every operation may answer with a problem: says so once, for those it names and for the rest. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM as never };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const responses = path[method]?.responses as
        Record<string, { content?: object; description?: string }> | undefined;
      if (responses === undefined) continue;
      for (const [status, response] of Object.entries(responses)) {
        if (/^[45]/.test(status)) response.content ??= REFERENCE;
      }
      responses['default'] ??= { description: 'A problem (RFC 9457)', content: REFERENCE };
    }
  }
  return document;
}
