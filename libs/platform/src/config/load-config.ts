import { z } from 'zod';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { insecurityOf } from './insecure.js';
import { readEnvironment, type Environment } from './read-environment.js';

/**
 * Parses the environment once, at start. The keys of the schema are the names of the variables; `.describe()` says what
 * each accepts. `NAME_FILE` may stand for any `NAME`.
 *
 * @throws {ConfigError} naming every variable that is wrong and what it accepts, never a value; in production also for
 *   a value that {@link insecureWhen} marks (elsewhere those only warn)
 */
export function loadConfig<S extends z.ZodObject>(schema: S, environment: Environment = process.env): z.output<S> {
  const shape = schema.shape as Record<string, z.ZodType>;
  const { values, problems } = readEnvironment(Object.keys(shape), environment);
  const result = schema.safeParse(values);
  if (!result.success) problems.push(...result.error.issues.flatMap((issue) => describeIssue(issue, shape, values)));
  if (problems.length > 0) throw new ConfigError(dedupe(problems));
  const config = result.data as z.output<S>;
  refuseInsecure(config as Record<string, unknown>, shape);
  return config;
}

function describeIssue(issue: z.core.$ZodIssue, shape: Record<string, z.ZodType>, values: Record<string, string>) {
  const variable = String(issue.path[0] ?? 'environment');
  const message = variable in shape && !(variable in values) ? 'is not set' : `is not valid: ${issue.message}`;
  return [{ variable, message, accepts: accepts(shape[variable]) }];
}

/** The description of a schema, or of the one inside its `optional()` and `default()`. */
function accepts(schema: z.ZodType | undefined): string | undefined {
  if (schema === undefined || schema.description !== undefined) return schema?.description;
  const inner = (schema.def as { innerType?: z.ZodType }).innerType;
  return inner === undefined ? undefined : accepts(inner);
}

/** One line a variable: the first thing wrong with it. */
function dedupe(problems: ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.toReversed().map((problem) => [problem.variable, problem])).values()].toReversed();
}

function refuseInsecure(config: Record<string, unknown>, shape: Record<string, z.ZodType>): void {
  const problems = Object.entries(shape).flatMap(([variable, schema]): ConfigProblem[] => {
    const reason = insecurityOf(schema, config[variable], config);
    return reason === undefined ? [] : [{ variable, message: `is insecure: ${reason}`, accepts: accepts(schema) }];
  });
  if (config['NODE_ENV'] === 'production' && problems.length > 0) throw new ConfigError(problems);
  for (const { variable, message } of problems) {
    process.emitWarning(`${variable} ${message}. In production this stops the start.`, 'InsecureConfiguration');
  }
}
