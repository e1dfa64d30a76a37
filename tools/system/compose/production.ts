import { issuerOf, resourceUrls, type ServiceDeclaration } from '@hallpass/system';
import { blocks, folded, onlyIf } from './yaml.ts';

type Services = readonly ServiceDeclaration[];

const SECRETS = '${HALLPASS_SECRETS:-./secrets}';
/** The secret that the services share instead of having one each. */
const SHARED = 'smtp-url';

/** The regions of docker-compose.production.yml. */
export const production = (services: Services): Record<string, string> => ({
  issuer: `ISSUER: https://\${HALLPASS_DOMAIN:?the domain, such as hallpass.example.com}/${issuerOf(services).path}`,
  passwords: services.map(({ name, database }) => `- { source: ${name}-password, target: ${database} }`).join('\n'),
  services: blocks([...services.map(migration), ...services.map((service) => container(service, services))]),
  secrets: services.flatMap(files).join('\n'),
});

const migration = ({ name }: ServiceDeclaration): string =>
  [
    `migrate-${name}:`,
    '  volumes: !reset null',
    `  secrets: [{ source: ${name}-database-url, target: database-url }]`,
  ].join('\n');

function container(service: ServiceDeclaration, services: Services): string {
  const { name, path, isIssuer, secrets, mailFrom, development } = service;
  return [
    `${name}:`,
    '  environment:',
    '    <<: *origin',
    `    PUBLIC_URL: https://\${HALLPASS_DOMAIN}/${path}`,
    ...onlyIf(isIssuer, '    RESOURCE_URLS: >-', ...urls(services).map((line) => `    ${line}`)),
    ...Object.keys(development).map((variable) => `    ${variable}: !reset null`),
    ...onlyIf(
      mailFrom !== undefined,
      '    SMTP_URL: !reset null',
      `    SMTP_URL_FILE: /run/secrets/${SHARED}`,
      '    MAIL_FROM: ${MAIL_FROM:?the sender of e-mail, such as Hallpass <no-reply@hallpass.example.com>}',
    ),
    '  volumes: !reset null',
    '  secrets:',
    ...secrets.map((secret) =>
      secret === SHARED ? `    - ${SHARED}` : `    - { source: ${name}-${secret}, target: ${secret} }`,
    ),
  ].join('\n');
}

const files = ({ name, database, secrets }: ServiceDeclaration): string[] => [
  `${name}-password: { file: '${SECRETS}/databases/${database}' }`,
  ...secrets
    .filter((secret) => secret !== SHARED)
    .map((secret) => `${name}-${secret}: { file: '${SECRETS}/${name}/${secret}' }`),
];

const urls = (services: Services): string[] =>
  folded(resourceUrls(services, ({ path }) => `https://\${HALLPASS_DOMAIN}/${path}`));
