import type { ToolVariables } from './tool-variables.ts';
import type { Variable } from './variables.ts';

export const CONFIGURATION_FILE = 'docs/configuration.md';

/** A program with its variables. */
export interface Program {
  /** Its folder, below `services` or `infra`. */
  readonly name: string;
  readonly variables: readonly Variable[];
}

const INTRODUCTION = `# Configuration

Generated from the schemas by \`npm run docs\`; a check fails when it differs.

A service reads its environment once, when it starts. A value that is not valid stops the start with a message that names every such variable and what
it accepts. An empty value counts as not set. Instead of \`NAME\` you can set \`NAME_FILE\` to the path of a file that holds the value (a Docker secret).
A value that is only fit for development (demo accounts, clear-text addresses, a broker without credentials) causes a warning, and with
\`NODE_ENV=production\` stops the start.

\`npm start\` and the compose files set the variables that are required. [Deployment](deployment.md) shows a production setup.
`;

const LOGS = `## Where logs are

Services write JSON lines to standard output, from the level \`LOG_LEVEL\` on. Every answer has the header \`X-Request-Id\`; the log lines of that request
have the same \`requestId\`, and the \`traceId\` of its \`traceparent\`.

| started by | logs |
| --- | --- |
| \`npm start\` | \`.hallpass/logs/<service>.log\` (\`HALLPASS_STATE_DIR\` moves the folder); PostgreSQL and NATS are heard of when they fail |
| \`docker compose up\` | \`docker compose logs <service>\`: Docker keeps three files of 10 MB for each container |
| \`npm test\` | the message of the test that fails; files are removed at the end of the run |
`;

/** The page of all variables. `extra` are programs that share rows with the services, but are none. */
export function configurationPage(
  services: readonly Program[],
  extra: readonly Program[],
  tools: readonly ToolVariables[],
): string {
  const rows = shared(services);
  const everywhere = rows.filter(({ readers }) => readers.length === services.length);
  const several = rows.filter(({ readers }) => readers.length > 1 && readers.length < services.length);
  const own = services.map(({ name }) =>
    section(
      name,
      rows.filter(({ readers }) => readers.join() === name),
    ),
  );
  return [
    INTRODUCTION,
    section('Every service', everywhere),
    section('Several services', several, true),
    ...own,
    ...extra.map((program) => extraSection(program, new Set(rows.map(({ key }) => key)))),
    ...tools.map(toolSection),
    LOGS,
  ].join('\n');
}

interface Row {
  readonly variable: Variable;
  readonly readers: string[];
  readonly key: string;
}

/** Variables that mean the same in several services are one row. */
function shared(services: readonly Program[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { name, variables } of services)
    for (const variable of variables) {
      const key = JSON.stringify(variable);
      const row = rows.get(key) ?? { variable, readers: [], key };
      row.readers.push(name);
      rows.set(key, row);
    }
  return [...rows.values()];
}

function section(title: string, rows: readonly Row[], withReaders = false): string {
  if (rows.length === 0) return '';
  const heading = ['variable', 'meaning', 'unit', 'accepts', 'default', ...(withReaders ? ['services'] : [])];
  const cells = rows.map(({ variable: { name, meaning, unit, accepts, byDefault }, readers }) => [
    `\`${name}\``,
    meaning,
    unit,
    accepts,
    byDefault,
    ...(withReaders ? [readers.join(', ')] : []),
  ]);
  return `## ${title}\n\n${table(heading, cells)}`;
}

function extraSection({ name, variables }: Program, known: ReadonlySet<string>): string {
  const rows = variables.map((variable) => ({ variable, readers: [name], key: JSON.stringify(variable) }));
  const same = rows.filter(({ key }) => known.has(key)).map(({ variable }) => `\`${variable.name}\``);
  const own = rows.filter(({ key }) => !known.has(key));
  return `${section(name, own)}\nIt also reads ${same.join(', ')}, as the services do.\n`;
}

function toolSection({ title, variables }: ToolVariables): string {
  const cells = variables.map(({ name, meaning, byDefault }) => [`\`${name}\``, meaning, byDefault]);
  return `## ${title}\n\n${table(['variable', 'meaning', 'default'], cells)}`;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line), ''].join('\n');
}

const escaped = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('<', '&lt;');
