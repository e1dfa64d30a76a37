import type { ServiceDeclaration } from '@hallpass/system';
import { usersOf, type BrokerUser } from './users.ts';

/** The regions of infra/nats/nats.conf. */
export const natsConf = (services: readonly ServiceDeclaration[]): Record<string, string> => ({
  users: usersOf(services).map(block).join('\n'),
});

function block({ name, publish, subscribe, answers }: BrokerUser): string {
  const granted = new Set<string>();
  const grants = publish.flatMap(({ why, rows }) => {
    const lines = rows.map((row) => row.filter((subject) => !granted.has(subject) && granted.add(subject)));
    return [`# ${why}`, ...lines.filter((line) => line.length > 0).map(quoted)];
  });
  return [
    '{',
    `  nkey: $${variable(name)}`,
    '  permissions: {',
    '    publish: {',
    '      allow: [',
    ...grants.map((line) => `        ${line}`),
    '      ]',
    '    }',
    `    subscribe: { allow: [${quoted(subscribe)}] }`,
    ...(answers ? ['    allow_responses: { max: 1, expires: "2m" }'] : []),
    '  }',
    '}',
  ].join('\n');
}

/** As the setup names the public key of a user. */
const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_');

const quoted = (subjects: readonly string[]): string => subjects.map((subject) => `"${subject}"`).join(', ');
