import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs/retention.md'), 'utf8');
const NAMES: Record<string, string> = {
  'identity-api': 'IdentityAPI',
  'order-api': 'OrderAPI',
  notifications: 'Notifications',
};
/** Written by a library in SQL, and in no schema. */
const WITHOUT_MODEL: Record<string, string[]> = { 'identity-api': ['attempts'] };

function tablesOf(service: string): string[] {
  const schema = readFileSync(join(ROOT, 'services', service, 'prisma/schema.prisma'), 'utf8');
  const models = [...schema.matchAll(/^model \w+ \{[\s\S]*?@@map\("(\w+)"\)/gm)].map(([, table]) => table!);
  return [...models, ...(WITHOUT_MODEL[service] ?? [])].sort();
}

function tablesOnPage(service: string): string[] {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${NAMES[service]}\n`)) ?? '';
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, table]) => table!).sort();
}

describe('the page about retention', () => {
  it.each(readdirSync(join(ROOT, 'services')))(
    'tells of every table of %s what purges it or why it is kept',
    (service) => {
      expect(tablesOf(service).length).toBeGreaterThan(0);
      expect(tablesOnPage(service)).toEqual(tablesOf(service));
    },
  );
});
