import { type DocumentedOperation, operationsOf, type Operation } from './operations.js';

/** What a reader of an OpenAPI document misses, operation by operation: nothing, in a good one. */
export function documentationFaults(document: { readonly paths: object }): string[] {
  return operationsOf(document).flatMap((operation) =>
    faultsOf(operation).map((fault) => `${operation.route}: ${fault}`),
  );
}

function faultsOf({ documented, mediaType, bodies }: Operation): string[] {
  const { summary, responses } = documented;
  const described = Object.entries(responses).filter(([, { description }]) => Boolean(description));
  const errors = Object.entries(responses).filter(([status]) => /^[45]/.test(status));
  return [
    ...(summary === undefined || summary === '' ? ['no summary'] : []),
    ...(described.some(([status]) => status.startsWith('2')) ? [] : ['no success']),
    ...(described.length === Object.keys(responses).length ? [] : ['an answer without a description']),
    ...(errors.length > 0 ? [] : ['no error']),
    ...(errors.every(([, { content }]) => content !== undefined) ? [] : ['an error without a body']),
    ...(isGuarded(documented) && responses['401'] === undefined ? ['a guard, and no 401'] : []),
    ...(mediaType !== undefined && bodies.length === 0 ? ['a body without an example'] : []),
  ];
}

/** Whether the document says that an operation is refused without a token. */
export function isGuarded({ security = [] }: Pick<DocumentedOperation, 'security'>): boolean {
  return security.length > 0 && security.every((alternative) => Object.keys(alternative).length > 0);
}
