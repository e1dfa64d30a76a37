import type { ServiceDeclaration } from '@hallpass/system';

/** The regions of infra/postgres/databases.sql. */
export const databases = (services: readonly ServiceDeclaration[]): Record<string, string> => ({
  services: services
    .flatMap(({ database }) => [
      `\\set role ${database}`,
      `\\set password \`cat /run/secrets/${database}\``,
      '\\ir service.sql',
    ])
    .join('\n'),
});
