import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { REPOSITORY } from './repository.ts';

const LINK = /\]\((?!\w+:)([^()\s]+)\)/g;

/** The documents of the repository, relative to it. */
export function documents(): string[] {
  return globSync(['*.md', '.github/**/*.md', '{docs,infra,libs,services,tools}/**/*.md'], { cwd: REPOSITORY })
    .filter((file) => !/(^|\/)(node_modules|dist|generated|test-output)\/|\.api\.md$/.test(file))
    .sort();
}

/** The links of one document that lead nowhere: to a file that is not there, or to a heading that its target lacks. */
export function deadLinks(file: string, text: string, read = readDocument): string[] {
  const links = [...withoutCode(text).matchAll(LINK)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : posix.normalize(posix.join(dirname(file), decodeURIComponent(path)));
    const content = target === file ? text : read(target);
    if (content === undefined) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(content).has(anchor);
  });
}

/** The anchors of the headings, as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(text, false).matchAll(/^#{1,6} +(.+)$/gm)) {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

/** What stands in a block of code, or between backquotes, is no link. */
function withoutCode(text: string, spans = true): string {
  const outside = text.replaceAll(/^( *)(```+)[\s\S]*?^\1\2/gm, '');
  return spans ? outside.replaceAll(/`[^`\n]+`/g, '') : outside;
}

/** The text of a document, an empty text for anything else that exists, undefined for what doesn't. */
function readDocument(file: string): string | undefined {
  const path = join(REPOSITORY, file);
  if (!existsSync(path)) return undefined;
  return statSync(path).isFile() && file.endsWith('.md') ? readFileSync(path, 'utf8') : '';
}
