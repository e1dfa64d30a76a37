import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bash, type Ended } from './commands.ts';
import { REPOSITORY, type ComposeProject } from './docker-compose.ts';

/** The documents whose every command is run: relative to `docs`. */
const DOCUMENTS = [
  'deployment.md',
  ...readdirSync(join(REPOSITORY, 'docs/runbooks')).map((file) => `runbooks/${file}`),
];

/** The blocks of commands in a document, in their order, as a reader copies them. */
export function commandsIn(document: string): readonly string[] {
  const text = readFileSync(join(REPOSITORY, 'docs', document), 'utf8');
  return [...text.matchAll(/^( *)```bash\n([\s\S]*?)^\1```$/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
  );
}

/** Sets variables that the environment of a test has its own values for, and does nothing else. */
const isEnvironment = (command: string): boolean => command.split('\n').every((line) => line.startsWith('export '));

/** A system whose folder, where its certificate is, also remembers what was run. */
type System = ComposeProject & { readonly caFile: string };

const recordOf = (system: System): string => join(dirname(system.caFile), 'documented');

/** Runs the commands of a document on a system, and remembers which were run. */
export class Documented {
  /** What the commands so far have set for those that follow. */
  #variables = '';

  readonly #system: System;
  readonly #document: string;
  readonly #environment: Readonly<Record<string, string>>;

  constructor(system: System, document: string, environment: Readonly<Record<string, string>> = {}) {
    this.#system = system;
    this.#document = document;
    this.#environment = environment;
  }

  /** Runs the one block of commands that these words are, or that contains them. Assignments in it hold for the commands that follow. */
  async run(words: string, variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const all = commandsIn(this.#document);
    const exact = all.indexOf(words);
    const having = all.flatMap((command, at) => (command.includes(words) ? [at] : []));
    const [index = -1, ...others] = exact < 0 ? having : [exact];
    if (index < 0 || others.length > 0) throw new Error(`${this.#document}: not one block of commands has "${words}"`);
    const command = all[index] ?? '';
    const ended = await bash(this.#system, `${this.#variables}\n${command}`, { ...this.#environment, ...variables });
    this.#variables += `\n${assignments(command)}`;
    remember(this.#system, this.#document, command);
    return ended;
  }

  /** {@link run}, for a command that ends with 0. Answers what it printed. */
  async succeed(words: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(words, variables);
    if (code !== 0) throw new Error(`${this.#document}: "${words}" ended with ${code}\n${stdout}\n${stderr}`);
    return stdout;
  }
}

/** A command of a document was run in another way than by {@link Documented}. */
export function remember(system: System, document: string, command: string): void {
  appendFileSync(recordOf(system), `${JSON.stringify([document, command])}\n`);
}

/** The commands of the documents that no test has run. */
export function notRun(system: System): string[] {
  const file = recordOf(system);
  const run = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  return DOCUMENTS.flatMap((document) =>
    commandsIn(document)
      .filter((command) => !isEnvironment(command) && !run.has(JSON.stringify([document, command])))
      .map((command) => `${document}:\n${command}`),
  );
}

/** The lines that set variables of the shell, each with those that continue it. */
function assignments(command: string): string {
  return (command.match(/^[A-Z_]+=(?:.*\|\n)*.*$/gm) ?? []).join('\n');
}
