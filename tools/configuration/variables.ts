/** The part of a zod schema that the reference is made from. */
export interface Schema {
  readonly description?: string | undefined;
  readonly def: { readonly innerType?: Schema; readonly in?: Schema };
  meta(): { readonly byDefault?: unknown } | undefined;
  safeParse(value: unknown): { success: boolean; data?: unknown };
  toJSONSchema(options: { io: 'input'; unrepresentable: 'any' }): object;
}

export interface Variable {
  readonly name: string;
  readonly meaning: string;
  /** Empty where there is none. */
  readonly unit: string;
  readonly accepts: string;
  readonly byDefault: string;
}

interface JsonSchema {
  type?: string;
  minimum?: number;
  maximum?: number;
  enum?: string[];
  default?: unknown;
}

const REQUIRED = '_required_';
const UNSET = '_not set_';

/** By the end of the name: a variable with a unit is named after it. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_MS$/, 'milliseconds'],
  [/_SECONDS$/, 'seconds'],
  [/_HOURS$/, 'hours'],
  [/_DAYS$/, 'days'],
  [/_BYTES$/, 'bytes'],
  [/_PER_MINUTE$/, 'a minute'],
];

/**
 * The variables of a schema, in the order of the schema.
 *
 * @param owner who reads them, for the message
 * @throws Error naming every variable that has no meaning
 */
export function variablesOf(
  owner: string,
  shape: Readonly<Record<string, Schema>>,
  meanings: ReadonlyMap<string, string>,
): Variable[] {
  const without = Object.keys(shape).filter((name) => !meanings.has(name));
  if (without.length > 0)
    throw new Error(
      `${owner}: nothing says what ${without.join(', ')} means. Write a documentation comment above it in the schema.`,
    );
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    meaning: meanings.get(name) ?? '',
    unit: UNITS.find(([end]) => end.test(name))?.[1] ?? '',
    accepts: accepts(schema),
    byDefault: defaultOf(schema),
  }));
}

function accepts(schema: Schema): string {
  const { type, minimum, maximum, enum: values } = jsonOf(schema);
  if (values !== undefined) return values.map(code).join(', ');
  if ((type === 'integer' || type === 'number') && minimum !== undefined)
    return maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER
      ? `at least ${minimum}`
      : `${minimum} to ${maximum}`;
  return descriptionOf(schema) ?? 'any text';
}

/** The description of a schema, or of the one inside its `optional()`, `default()` and `transform()`. */
function descriptionOf(schema: Schema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  return schema.description ?? descriptionOf(schema.def.innerType ?? schema.def.in);
}

function defaultOf(schema: Schema): string {
  const told = schema.meta()?.byDefault;
  if (typeof told === 'string') return told;
  const { default: value } = jsonOf(schema);
  if (value !== undefined) return code(typeof value === 'string' ? value : JSON.stringify(value));
  const { success, data } = schema.safeParse(undefined);
  if (success && data !== undefined) return code(JSON.stringify(data));
  return success ? UNSET : REQUIRED;
}

const jsonOf = (schema: Schema): JsonSchema => schema.toJSONSchema({ io: 'input', unrepresentable: 'any' });

const code = (text: string): string => `\`${text}\``;
