import type { ServiceDeclaration } from '@hallpass/system';

/** The regions of infra/gateway/Caddyfile. */
export const gateway = (services: readonly ServiceDeclaration[]): Record<string, string> => ({
  services: services
    .map(({ path, name, port, gatePort }) => `import service ${path} ${name} ${port} ${gatePort}`)
    .join('\n'),
  'well-known': services.flatMap(wellKnown).join('\n'),
  paths: `import problem 404 route_not_found "No such route" "Begin the path with ${paths(services)}; /docs below each shows its routes."`,
});

const wellKnown = ({ wellKnown: documents, path, name, port }: ServiceDeclaration): string[] =>
  documents.map((document) =>
    [
      `handle /.well-known/${document}/${path} {`,
      `\trewrite /.well-known/${document}`,
      `\timport to ${name} ${port}`,
      '}',
    ].join('\n'),
  );

const paths = (services: readonly ServiceDeclaration[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(services.map(({ path }) => `/${path}`));
