/** What the Standard Schema specification says of an issue, and what zod adds when a field is unknown. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly keys?: readonly string[];
}

export interface FieldError {
  /** Members separated by dots; empty for the whole of the input. */
  readonly path: string;
  readonly message: string;
}

const MAX_ERRORS = 20;
const MAX_PATH = 128;

/** One entry for each thing that is wrong, at most 20; a field that the schema doesn't know is named. Never a value. */
export function describeIssues(issues: readonly SchemaIssue[], parameter?: string): FieldError[] {
  return issues.flatMap((issue) => describe(issue, parameter)).slice(0, MAX_ERRORS);
}

function describe({ message, path = [], keys }: SchemaIssue, parameter: string | undefined): FieldError[] {
  const segments = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  const at = parameter === undefined ? segments : [parameter, ...segments];
  const name = (members: string[]) => members.join('.').slice(0, MAX_PATH);
  if (keys === undefined) return [{ path: name(at), message }];
  return keys.map((key) => ({ path: name([...at, key]), message: 'Unknown field' }));
}
