import { z } from 'zod';

interface Insecurity {
  readonly when: (value: unknown, config: Readonly<Record<string, unknown>>) => boolean;
  readonly reason: string;
}

const insecurities = z.registry<Insecurity>();

/**
 * Marks a variable whose value, given or by default, is fit for development only: the start warns, and in production it fails.
 *
 * @param when judges the parsed value, with the whole parsed configuration at hand
 * @example
 * SEED_DEMO: insecureWhen(z.stringbool().default(false), (value) => value, 'everybody knows the passwords of the demo accounts')
 */
export function insecureWhen<S extends z.ZodType>(
  schema: S,
  when: (value: z.output<S>, config: Readonly<Record<string, unknown>>) => boolean,
  reason: string,
): S {
  // A fresh instance: the mark must not stick to a schema that others use.
  const marked = schema.clone();
  if (schema.description !== undefined) z.globalRegistry.add(marked, { description: schema.description });
  insecurities.add(marked, { when: (value, config) => when(value as z.output<S>, config), reason });
  return marked;
}

/** Why the value of a variable is insecure; undefined when it is not. */
export function insecurityOf(
  schema: z.ZodType,
  value: unknown,
  config: Readonly<Record<string, unknown>>,
): string | undefined {
  const found = insecurities.get(schema);
  return found?.when(value, config) === true ? found.reason : undefined;
}
