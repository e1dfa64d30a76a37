import type { Content } from './content.js';

/** The text part. A token stands on a line of its own. */
export function renderText(greeting: string, { paragraphs, token, table, closing }: Content): string {
  return [
    greeting,
    ...paragraphs,
    ...(token === undefined ? [] : [token.value, `It can be used once, within ${token.validFor} of the request.`]),
    ...(token?.link === undefined ? [] : ['Or open this link:', token.link]),
    ...(table === undefined ? [] : [table.map(([what, amount]) => `${what}: ${amount}`).join('\n')]),
    ...(closing === undefined ? [] : [closing]),
    'Hallpass',
    '',
  ].join('\n\n');
}
