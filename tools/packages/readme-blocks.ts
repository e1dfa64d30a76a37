/** The code blocks of a language in a Markdown text, in order. */
export function codeBlocks(markdown: string, language: string): string[] {
  const fence = new RegExp(String.raw`^\`\`\`${language}\n([\s\S]*?)^\`\`\`$`, 'gm');
  return [...markdown.matchAll(fence)].map(([, code = '']) => code);
}
