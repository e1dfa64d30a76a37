/** What an OpenAPI document says of a route, as far as tests look at it. */
export interface DocumentedOperation {
  readonly summary?: string;
  readonly security?: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly DocumentedParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}
export interface DocumentedParameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema?: { readonly format?: string; readonly example?: unknown };
}
export interface DocumentedResponse {
  readonly description?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}
interface MediaType {
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** A route of an OpenAPI document, with what a request to it needs. */
export interface Operation {
  /** Such as `POST /v1/orders/{id}/cancel`. */
  readonly route: string;
  readonly method: string;
  /** The path with an example for each of its parameters. */
  readonly path: string;
  /** Examples for the headers that it requires. */
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string | undefined;
  /** Every example of a body. */
  readonly bodies: readonly unknown[];
  readonly documented: DocumentedOperation;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const NO_SUCH_ID = '00000000-0000-4000-8000-000000000000';

/** Every operation of an OpenAPI document, as it would be tried by a reader. */
export function operationsOf({ paths }: { readonly paths: object }): Operation[] {
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods as Record<string, DocumentedOperation>)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, documented]) => operationOf(template, method.toUpperCase(), documented)),
  );
}

function operationOf(template: string, method: string, documented: DocumentedOperation): Operation {
  const { parameters = [], requestBody } = documented;
  const required = (place: string) => parameters.filter((parameter) => parameter.in === place && parameter.required);
  const [mediaType, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return {
    route: `${method} ${template}`,
    method,
    path: required('path').reduce(
      (path, parameter) => path.replace(`{${parameter.name}}`, encodeURIComponent(exampleOf(parameter))),
      template,
    ),
    headers: Object.fromEntries(required('header').map((parameter) => [parameter.name, exampleOf(parameter)])),
    mediaType,
    bodies: [
      ...Object.values(body?.examples ?? {}).map(({ value }) => value),
      ...[body?.example, body?.schema?.['example']].filter((example) => example !== undefined),
    ],
    documented,
  };
}

function exampleOf({ example, schema }: DocumentedParameter): string {
  return String(example ?? schema?.example ?? (schema?.format === 'uuid' ? NO_SUCH_ID : 'example'));
}
