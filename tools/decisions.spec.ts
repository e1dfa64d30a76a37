import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './repository.ts';

const FOLDER = join(REPOSITORY, 'docs/adr');
const pages = readdirSync(FOLDER).filter((file) => /^\d{4}-/.test(file));
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** The pages that the lines under a title name which begin with these words. */
function namedBy(file: string, words: string): string[] {
  const lines = text(file).split('**Context.**')[0]?.split('\n') ?? [];
  return lines
    .filter((line) => line.startsWith(`_${words} `))
    .flatMap((line) => [...line.matchAll(/\]\((\d{4}-[^)]+)\)/g)].map(([, page = '']) => page));
}

describe('the pages of decisions', () => {
  it.each(pages)('name each other where %s amends, or is amended', (file) => {
    for (const amended of namedBy(file, 'Amends')) expect(namedBy(amended, 'Amended by')).toContain(file);
    for (const later of namedBy(file, 'Amended by')) expect(namedBy(later, 'Amends')).toContain(file);
  });

  it('are all in the list of decisions, with their titles', () => {
    const titles = pages.map((file) => `- [${/^# (.+)$/m.exec(text(file))?.[1]}](${file})`);
    const list = text('README.md').split('\n');
    expect(list.filter((line) => line.startsWith('- ['))).toEqual(titles);
  });
});
