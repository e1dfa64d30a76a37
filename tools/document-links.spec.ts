import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsOf, deadLinks, documents } from './document-links.ts';
import { REPOSITORY } from './repository.ts';

const files: Record<string, string> = { 'docs/b.md': '# B\n\n## The `end` of it: all\n', 'src/c.ts': '' };
const dead = (text: string) => deadLinks('docs/a.md', text, (file) => files[file]);

describe('the links in the documents of the repository', () => {
  it.each(documents())('lead from %s to something that exists', (file) => {
    expect(deadLinks(file, readFileSync(join(REPOSITORY, file), 'utf8'))).toEqual([]);
  });
});

describe('a link in a document', () => {
  it('is alive when its file is there, and its heading too', () => {
    expect(
      dead('# A\n[a](#a) [b](b.md) [b](b.md#the-end-of-it-all) [c](../src/c.ts) [d](https://d.example/#e)'),
    ).toEqual([]);
  });

  it('is dead when its file or its heading is missing', () => {
    expect(dead('[a](#b) [b](b.md#c) [d](d.md) [`d`](../src/d.ts)')).toEqual(['#b', 'b.md#c', 'd.md', '../src/d.ts']);
  });

  it('is none in a block of code or between backquotes', () => {
    expect(dead('```md\n[d](d.md)\n```\nand `[e](e.md)`')).toEqual([]);
  });
});

describe('the anchors of a document', () => {
  it('are numbered when several headings are the same', () => {
    expect([...anchorsOf('# A b\n## A b\n```\n# c\n```\n')]).toEqual(['a-b', 'a-b-1']);
  });
});
