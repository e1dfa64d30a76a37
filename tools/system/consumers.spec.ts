import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '@hallpass/system';
import { REPOSITORY, sources } from '../repository.ts';

/** The durable names that the sources of a service give to consumers. */
function durablesOf(service: string): string[] {
  const text = sources(`services/${service}`)
    .map((file) => readFileSync(join(REPOSITORY, file), 'utf8'))
    .join('\n');
  return [...text.matchAll(/\bdurable: '([^']+)'/g)].map(([, name = '']) => name);
}

describe('the consumers in the sources of a service', () => {
  it.each(SERVICES.map(({ name, subscribes }) => ({ name, subscribes })))(
    'are those that $name is declared to have',
    ({ name, subscribes }) => {
      expect(durablesOf(name).toSorted()).toEqual(subscribes.map(({ consumer }) => consumer).toSorted());
    },
  );
});
