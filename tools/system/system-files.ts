import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@hallpass/system';
import { REPOSITORY } from '../repository.ts';
import { natsConf } from './broker/nats-conf.ts';
import { development, gate } from './compose/development.ts';
import { production } from './compose/production.ts';
import { databases } from './databases.ts';
import { gateway } from './gateway.ts';
import { withRegions } from './regions.ts';

/** What each file has in its marked regions. */
const REGIONS: Readonly<Record<string, (services: readonly ServiceDeclaration[]) => Record<string, string>>> = {
  'docker-compose.yml': development,
  'docker-compose.gate.yml': gate,
  'docker-compose.production.yml': production,
  'infra/gateway/Caddyfile': gateway,
  'infra/nats/nats.conf': natsConf,
  'infra/postgres/databases.sql': databases,
};

/** The files that say something of each service, as they are with these services; by their paths in the repository. */
export function systemFiles(services: readonly ServiceDeclaration[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(REGIONS).map(([file, regions]) => {
      const content = readFileSync(join(REPOSITORY, file), 'utf8');
      return [file, withRegions(file, content, regions(services))];
    }),
  );
}
