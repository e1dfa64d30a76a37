import type { Resource } from '@hallpass/contracts';
import { SERVICES, type ServiceDeclaration } from '@hallpass/system';
import type { Names } from './names.ts';

/** The declaration of a new service: it verifies tokens, publishes nothing yet, and reads no stream yet. */
export function declarationOf({ kebab, camel, pascal, snake }: Names, port: number): ServiceDeclaration {
  return {
    name: kebab,
    title: pascal,
    key: camel,
    isIssuer: false,
    port,
    path: kebab,
    wellKnown: ['oauth-protected-resource'],
    // The contracts know it once the edits are written.
    audience: `urn:hallpass:${kebab}` as Resource,
    gatePort: Math.max(...SERVICES.map(({ gatePort }) => gatePort)) + 1,
    database: snake,
    publishes: [],
    subscribes: [],
    secrets: ['database-url', 'nats-seed', 'key-encryption-keys'],
    mailFrom: undefined,
    keySets: {},
    development: {},
  };
}

/** The file in libs/system with that declaration. */
export function declarationFile({ kebab, camel }: Names, declaration: ServiceDeclaration): Record<string, string> {
  const properties = Object.entries(declaration).map(
    ([name, value]) => `${name}: ${JSON.stringify(value) ?? 'undefined'}`,
  );
  return {
    [`libs/system/src/services/${kebab}.ts`]: [
      "import type { ServiceDeclaration } from '../service-declaration.ts';",
      '',
      `export const ${camel} = { ${properties.join(', ')} } as const satisfies ServiceDeclaration;`,
      '',
    ].join('\n'),
  };
}
