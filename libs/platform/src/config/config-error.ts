import { inspect } from 'node:util';

export interface ConfigProblem {
  readonly variable: string;
  /** What is wrong with it. Never its value: it may be a secret. */
  readonly message: string;
  readonly accepts: string | undefined;
}

/** The environment can't be used: names every variable that is wrong, and what each accepts. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(`The configuration is not valid:\n${problems.map(line).join('\n')}`);
    // Whoever reads this looks for a variable, not for a line of code.
    this.stack = `${this.name}: ${this.message}`;
  }

  /** What Node prints when nobody catches it. */
  [inspect.custom](): string {
    return this.message;
  }
}

function line({ variable, message, accepts }: ConfigProblem): string {
  return `  ${variable}: ${message}${accepts === undefined ? '' : ` (accepts ${accepts})`}`;
}
