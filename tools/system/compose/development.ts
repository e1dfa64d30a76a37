import {
  brokerUsers,
  issuerOf,
  keySetVariables,
  resourceUrls,
  serviceClients,
  type ServiceDeclaration,
} from '@hallpass/system';
import { blocks, folded, onlyIf, scalar } from './yaml.ts';

type Services = readonly ServiceDeclaration[];

const ORIGIN = '${HALLPASS_ORIGIN:-https://localhost:8443}';

/** The regions of docker-compose.yml. */
export const development = (services: Services): Record<string, string> => ({
  issuer: `ISSUER: ${ORIGIN}/${issuerOf(services).path}`,
  'setup-volumes': brokerUsers(services)
    .map((name) => `- secrets-${name}:/volumes/${name}`)
    .join('\n'),
  services: blocks([...services.map(migration), ...services.map((service) => container(service, services))]),
  volumes: brokerUsers(services)
    .map((name) => `secrets-${name}:`)
    .join('\n'),
});

/** The regions of docker-compose.gate.yml. */
export const gate = (services: Services): Record<string, string> => ({
  issuer: [
    `PORT: ${scalar(String(services[0]?.gatePort))}`,
    `ISSUER: ${ORIGIN}/${issuerOf(services).path}`,
    `DISCOVERY_URL: ${inner(issuerOf(services))}`,
    'RESOURCE_URLS: >-',
    ...urls(services),
  ].join('\n'),
});

/** Where the containers reach a service. */
const inner = ({ name, port }: ServiceDeclaration): string => `http://${name}:${port}`;

const image = (name: string): string => `image: hallpass/${name}:\${HALLPASS_VERSION:-dev}`;
const secrets = (name: string): string => `volumes: ['secrets-${name}:/run/secrets:ro']`;

const migration = ({ name }: ServiceDeclaration): string =>
  [`migrate-${name}:`, '  <<: *migration', `  ${image(name)}`, `  ${secrets(name)}`].join('\n');

function container(service: ServiceDeclaration, services: Services): string {
  const { name, mailFrom } = service;
  return [
    `${name}:`,
    '  <<: *service',
    `  build: { context: ., args: { WORKSPACE: services/${name}, <<: *version } }`,
    `  ${image(name)}`,
    '  environment:',
    '    <<: *environment',
    ...environment(service, services).map((line) => `    ${line}`),
    `  ${secrets(name)}`,
    ...onlyIf(mailFrom !== undefined, '  networks: [edge, inner, mail]'),
    '  depends_on:',
    `    migrate-${name}: { condition: service_completed_successfully }`,
    '    nats: { condition: service_started }',
  ].join('\n');
}

function environment(service: ServiceDeclaration, services: Services): string[] {
  const { name, port, path, isIssuer, mailFrom, development: variables } = service;
  return [
    `PORT: ${scalar(String(port))}`,
    `PUBLIC_URL: ${ORIGIN}/${path}`,
    ...onlyIf(!isIssuer, `DISCOVERY_URL: ${inner(issuerOf(services))}`),
    `NATS_INBOX_PREFIX: _INBOX_${name}`,
    ...Object.entries(keySetVariables(service, services, inner)).map(([variable, uri]) => `${variable}: ${uri}`),
    ...onlyIf(isIssuer, 'SERVICE_CLIENTS: >-', ...clients(services), 'RESOURCE_URLS: >-', ...urls(services)),
    ...(mailFrom === undefined ? [] : ['SMTP_URL: smtp://maildev:1025', `MAIL_FROM: ${scalar(mailFrom)}`]),
    ...onlyIf(Object.keys(variables).length > 0, '# In development only: production goes back to the defaults.'),
    ...Object.entries(variables).map(([variable, value]) => `${variable}: ${scalar(value)}`),
  ];
}

/** JSON, a client on each line: YAML folds them into one. */
function clients(services: Services): string[] {
  const lines = serviceClients(services, inner).map((client) => JSON.stringify(client));
  return `[${lines.join(',\n')}]`.split('\n').map((line) => `  ${line}`);
}

const urls = (services: Services): string[] => folded(resourceUrls(services, ({ path }) => `${ORIGIN}/${path}`));
