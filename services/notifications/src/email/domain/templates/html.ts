import type { Content } from './content.js';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** HTML that is safe to put into a page. */
class Markup {
  constructor(readonly source: string) {}
}

/** A template of HTML: everything put into it is escaped, but for what came out of another one. */
function markup(strings: TemplateStringsArray, ...values: (string | Markup | readonly Markup[])[]): Markup {
  return new Markup(strings.reduce((left, right, index) => left + write(values[index - 1] ?? '') + right));
}

function write(value: string | Markup | readonly Markup[]): string {
  if (value instanceof Markup) return value.source;
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  return value.map(({ source }) => source).join('\n');
}

/** The HTML part: no images, no scripts, nothing that is fetched. */
export function renderHtml(greeting: string, content: Content): string {
  const { subject, paragraphs, closing } = content;
  const texts = [greeting, ...paragraphs].map((text) => markup`<p>${text}</p>`);
  const closingText = closing === undefined ? [] : [markup`<p>${closing}</p>`];
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font-family:sans-serif;max-width:40em">
${[...texts, ...renderToken(content), ...renderTable(content), ...closingText]}
<p>Hallpass</p>
</body></html>
`.source;
}

function renderToken({ token }: Content): Markup[] {
  if (token === undefined) return [];
  const { value, link, validFor } = token;
  return [
    markup`<pre style="white-space:pre-wrap;word-break:break-all;background:#f3f3f3;padding:1em">${value}</pre>`,
    markup`<p>It can be used once, within ${validFor} of the request.</p>`,
    ...(link === undefined ? [] : [markup`<p><a href="${link}">Or open this link</a></p>`]),
  ];
}

function renderTable({ table }: Content): Markup[] {
  if (table === undefined) return [];
  const rows = table.map(([what, amount]) => markup`<tr><td>${what}</td><td align="right">${amount}</td></tr>`);
  return [markup`<table cellpadding="4">${rows}</table>`];
}
