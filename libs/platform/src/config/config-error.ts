export interface ConfigProblem {
  readonly variable: string;
  /** What is wrong with it. Never its value: it may be a secret. */
  readonly message: string;
  readonly accepts: string | undefined;
}

/** The environment can't be used: names every variable that is wrong, and what each accepts. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly ConfigProblem[]) {
    super(`The configuration is not valid:\n${problems.map(line).join('\n')}`);
    // Whoever reads this looks for a variable, not for a line of code.
    this.stack = `${this.name}: ${this.message}`;
    // Node prints what can be enumerated of an error that nobody catches.
    Object.defineProperty(this, 'name', { enumerable: false });
  }
}

function line({ variable, message, accepts }: ConfigProblem): string {
  return `  ${variable}: ${message}${accepts === undefined ? '' : ` (accepts ${accepts})`}`;
}
