/** A change of a file that is there: what it is put next to has to be there exactly once, or nothing is changed. */
export interface Edit {
  /** Relative to the repository. */
  file: string;
  /** What the text goes behind. */
  after: RegExp;
  text: string;
}

/** What a repository has changed into something that the edit does not know; the message says where to do it by hand. */
export class EditError extends Error {
  override readonly name = 'EditError';
}

/** @throws {EditError} naming the file and what was looked for */
export function apply({ file, after, text }: Edit, content: string): string {
  const found = [...content.matchAll(new RegExp(after.source, `${after.flags.replace('g', '')}g`))];
  const [match] = found;
  if (match === undefined || found.length > 1)
    throw new EditError(
      `${file} has ${found.length} places that look like ${String(after)}, where exactly one was expected. Nothing was written. By hand, this goes there:\n${text}`,
    );
  const at = match.index + match[0].length;
  return content.slice(0, at) + text + content.slice(at);
}

/** Every edit of every file, by file; `read` gives what a file is before. */
export function applyAll(edits: readonly Edit[], read: (file: string) => string): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const edit of edits) changed[edit.file] = apply(edit, changed[edit.file] ?? read(edit.file));
  return changed;
}
