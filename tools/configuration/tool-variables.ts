import { FIXED_PORTS } from '@hallpass/embedded';

/** A variable that something beside the services reads. */
export interface ToolVariable {
  readonly name: string;
  readonly meaning: string;
  readonly byDefault: string;
}

export interface ToolVariables {
  readonly title: string;
  readonly variables: readonly ToolVariable[];
}

/** What reads variables beside the services, by who sets them. The check compares the names with those in the sources. */
export const TOOL_VARIABLES: readonly ToolVariables[] = [
  {
    title: '`npm start`, `npm run demo` and `npm run reset`',
    variables: [
      {
        name: 'HALLPASS_PORTS',
        meaning: '`free` starts the system on free ports instead of the fixed ones; the `ready` line names them.',
        byDefault: Object.entries(FIXED_PORTS)
          .map(([name, port]) => `${name} ${port}`)
          .join(', '),
      },
      {
        name: 'HALLPASS_STATE_DIR',
        meaning: 'The folder for databases, streams, mail, keys and logs. Two folders are two systems.',
        byDefault: '`.hallpass` in the repository',
      },
      {
        name: 'CORS_ORIGINS',
        meaning: 'Passed to every service.',
        byDefault: '_none_',
      },
      {
        name: 'NATS_SERVER_BIN',
        meaning: 'The path of a `nats-server`.',
        byDefault: 'the one on the `PATH`, then the one in the cache, then a download by apt',
      },
      {
        name: 'XDG_CACHE_HOME',
        meaning: 'The folder in whose subfolder `hallpass` a downloaded `nats-server` is kept.',
        byDefault: '`~/.cache`',
      },
    ],
  },
  {
    title: 'The compose files',
    variables: [
      {
        name: 'HALLPASS_ORIGIN',
        meaning: 'The origin at which clients reach the gateway.',
        byDefault: '`https://localhost:8443`',
      },
      {
        name: 'HALLPASS_DOMAIN',
        meaning: 'In production: the domain of the gateway. Replaces `HALLPASS_ORIGIN`.',
        byDefault: '_required in production_',
      },
      {
        name: 'HALLPASS_SECRETS',
        meaning: 'In production: the folder of the secrets.',
        byDefault: '`./secrets`',
      },
      {
        name: 'HALLPASS_GATE_SECRETS',
        meaning: 'The folder or volume with the secrets of the gate.',
        byDefault: 'the volume `secrets-gate`',
      },
      { name: 'HALLPASS_VERSION', meaning: 'The tag of the images.', byDefault: '`dev`' },
      { name: 'HALLPASS_REVISION', meaning: 'The commit, in a label of the images.', byDefault: '`unknown`' },
      { name: 'HTTPS_PORT', meaning: 'The published port of the gateway.', byDefault: '`8443`' },
      { name: 'HTTP_PORT', meaning: 'The published port that redirects to HTTPS.', byDefault: '`8080`' },
      { name: 'MAIL_PORT', meaning: 'The published port of the mail catcher.', byDefault: '`1080`' },
      {
        name: 'EDGE_NETWORK',
        meaning: 'The first three numbers of the network in which the gateway has the address `.2`.',
        byDefault: '`10.86.64`',
      },
      { name: 'CORS_ORIGINS', meaning: 'Passed to every service and to the gate.', byDefault: '_none_' },
      { name: 'LOG_LEVEL', meaning: 'Passed to every service.', byDefault: '`info`' },
      {
        name: 'MAIL_FROM',
        meaning: 'In production: passed to Notifications.',
        byDefault: '_required in production_',
      },
      {
        name: 'GATE',
        meaning: '`gated` makes the gateway ask the gate about bearer tokens; set by `docker-compose.gate.yml`.',
        byDefault: '`ungated`',
      },
    ],
  },
  {
    title: 'The tests, set by those who run them',
    variables: [
      {
        name: 'HALLPASS_TEST_SERVERS',
        meaning: '`containers` runs integration tests on servers in containers; set by `npm run test:containers`.',
        byDefault: '`embedded`',
      },
      {
        name: 'TESTCONTAINERS_RYUK_DISABLED',
        meaning: 'Whether Testcontainers starts no container that cleans up: the test run removes its own.',
        byDefault: '`true`',
      },
      {
        name: 'TZ',
        meaning: 'The time zone of the test processes: not UTC, to find code that depends on it.',
        byDefault: '`Asia/Tokyo`, in containers `UTC`',
      },
    ],
  },
  {
    title: 'The tests, set by the run itself',
    variables: [
      { name: 'HALLPASS_TEST_FOLDER', meaning: 'The temporary folder of a test run.', byDefault: '' },
      { name: 'HALLPASS_TEST_POSTGRES_URL', meaning: 'The PostgreSQL server of a test run.', byDefault: '' },
      { name: 'HALLPASS_TEST_NATS_URL', meaning: 'The NATS server of a test run.', byDefault: '' },
      { name: 'HALLPASS_E2E_SYSTEM', meaning: 'The addresses of the system under test, as JSON.', byDefault: '' },
      { name: 'HALLPASS_COMPOSE_SYSTEM', meaning: 'The compose project under test, as JSON.', byDefault: '' },
    ],
  },
];

/** The differences between the list and the variables that are read. */
export function faultsOf(list: readonly ToolVariables[], read: ReadonlySet<string>): string[] {
  const listed = new Set(list.flatMap(({ variables }) => variables.map(({ name }) => name)));
  return [
    ...[...read].filter((name) => !listed.has(name)).map((name) => `${name} is read, and tool-variables.ts lacks it`),
    ...[...listed]
      .filter((name) => !read.has(name))
      .map((name) => `tool-variables.ts has ${name}, which nothing reads`),
  ];
}
