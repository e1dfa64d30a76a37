/**
 * Replaces the marked regions of a file: what stands between the lines `# >>> <name>` and `# <<< <name>` (`--` in SQL). The text of a
 * region is indented as its first line is.
 *
 * @throws Error unless the file has exactly the regions that are given, each once
 */
export function withRegions(file: string, content: string, regions: Readonly<Record<string, string>>): string {
  const marked = [...content.matchAll(BEGIN)].map(([, , name = '']) => name);
  const wanted = Object.keys(regions);
  if (marked.toSorted().join() !== wanted.toSorted().join())
    throw new Error(`${file} has the regions [${marked.join(', ')}]; [${wanted.join(', ')}] are generated.`);
  return wanted.reduce((text, name) => replaced(file, text, name, regions[name] ?? ''), content);
}

const BEGIN = /^([ \t]*)(?:#|--) >>> ([\w-]+)/gm;

function replaced(file: string, content: string, name: string, body: string): string {
  const lines = content.split('\n');
  const begin = lines.findIndex((line) => new RegExp(String.raw`^\s*(#|--) >>> ${name}(:|$)`).test(line));
  const end = lines.findIndex((line, index) => index > begin && line.trim().endsWith(` <<< ${name}`));
  if (end === -1) throw new Error(`The region ${name} of ${file} does not end: <<< ${name} is missing.`);
  const indentation = /^\s*/.exec(lines[begin] ?? '')?.[0] ?? '';
  const indented = body.split('\n').map((line) => (line === '' ? '' : indentation + line));
  return [...lines.slice(0, begin + 1), ...indented, ...lines.slice(end)].join('\n');
}
