/** As the index writes it: what a plan is to use has to be written the same way. */
export const FIRST_TOKEN = `split_part(subject, '.', 1)`;

/** The subjects of a stream as a parameter: {@link ofSubjects} reads it as `$1`. */
export function subjectsParameter(subjects: readonly string[]): string {
  return JSON.stringify(subjects.map(subjectPattern));
}

/**
 * The condition that a row of the outbox is on one of these subjects. Where they share a first token that is no wildcard, an
 * index leads to their rows: however many rows of other streams there are, none of them is read.
 */
export function ofSubjects(subjects: readonly string[]): string {
  const matches = `subject ~ ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb)))`;
  const [token, ...others] = new Set(subjects.map((subject) => subject.split('.')[0] ?? ''));
  if (token === undefined || others.length > 0 || !/^[\w-]+$/.test(token)) return matches;
  return `${FIRST_TOKEN} = '${token}' AND ${matches}`;
}

/** A NATS subject with wildcards as a regular expression of PostgreSQL. */
function subjectPattern(subject: string): string {
  const tokens = subject.split('.').map((token) => {
    if (token === '*') return '[^.]+';
    if (token === '>') return '.+';
    return token.replace(/[^\w-]/g, String.raw`\$&`);
  });
  return `^${tokens.join(String.raw`\.`)}$`;
}
