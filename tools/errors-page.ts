import { declaredProblems, type DeclaredProblem } from './problems.ts';

export const ERRORS_FILE = 'docs/errors.md';

const INTRODUCTION = `# Errors

Generated from the sources by \`npm run docs\`; a check fails when it differs.

Every refusal is \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with a \`code\`: branch on that, never on
\`title\` or \`detail\`. A code never changes its meaning. Answers of \`/oauth/*\` say the same in \`error\` and \`error_description\`
([RFC 6749](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)). Unexpected failures are \`internal_error\`. What went wrong is in the log and never in the answer: the log lines of the
request have the \`requestId\` that the answer carries in its header \`X-Request-Id\`.
`;

/** The page of all errors: a row for each code and the project that declares it. */
export function errorsPage(problems: readonly DeclaredProblem[] = declaredProblems()): string {
  const rows = problems.map(
    ({ code, status, title, detail, project }) =>
      `| \`${code}\` | ${status} | ${cell(title)} | ${cell(detail)} | ${project} |`,
  );
  return [
    INTRODUCTION,
    '| code | status | what | what to do | declared in |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
