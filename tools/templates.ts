import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const END = '.template';
const PLACEHOLDER = /<<(\w+)>>/g;

/**
 * The files that the templates of a folder make, by their paths: `<<name>>` in a path or a text becomes the value of that name.
 *
 * @throws Error naming a placeholder that has no value
 */
export function renderAll(folder: string, values: Readonly<Record<string, string>>): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const templates = files.filter((file) => file.endsWith(END));
  return Object.fromEntries(
    templates.sort().map((template) => {
      const text = readFileSync(join(folder, template), 'utf8');
      return [render(template.slice(0, -END.length), values), render(text, values)];
    }),
  );
}

function render(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`A template asks for ${placeholder}, which nobody gives a value.`);
    return value;
  });
}
