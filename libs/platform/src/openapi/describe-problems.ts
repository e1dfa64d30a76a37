import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_TYPE } from '../problems/problem.js';
import { forEachOperation, type Operation } from './operations.js';

const asProblem = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
const asOAuthError = { 'application/json': { schema: { $ref: '#/components/schemas/OAuthError' } } };

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

/** RFC 6749 section 5.2. */
const OAUTH_ERROR = {
  type: 'object',
  required: ['error', 'error_description'],
  properties: { error: { type: 'string' }, error_description: { type: 'string' } },
} as const;

/** Every operation may answer with a problem: says so once, for those it names, for those that all have, and for the rest. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  document.components ??= {};
  const schemas = { Problem: PROBLEM, OAuthError: OAUTH_ERROR };
  document.components.schemas = { ...document.components.schemas, ...(schemas as never as object) };
  forEachOperation(document, ({ path, responses, ...operation }) => {
    for (const [status, description] of Object.entries(ofEvery(operation))) {
      const named = responses[status]?.description;
      responses[status] = { ...responses[status], description: named ? `${named}; ${description}` : description };
    }
    responses['default'] ??= { description: 'Any other problem' };
    const content = path.startsWith('/oauth/') ? asOAuthError : asProblem;
    for (const [status, response] of Object.entries(responses)) {
      response.description ||= STATUS_CODES[status] ?? '';
      if (/^([45]|default)/.test(status)) response.content ??= content;
    }
  });
  return document;
}

/** The refusals that no route names, because they come before it. */
const ofEvery = ({ takesInput, takesBody }: Pick<Operation, 'takesInput' | 'takesBody'>): Record<string, string> => ({
  ...(takesInput && { 400: '`invalid_request`: The request is not valid' }),
  ...(takesBody && {
    413: '`body_too_large`: The body is too large',
    415: '`unsupported_media_type`: The media type of the body is not supported',
  }),
  503: '`service_unavailable`: The service, or what it needs, is not available; `Retry-After` in seconds',
});
