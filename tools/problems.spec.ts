import { ERRORS_FILE, errorsPage } from './errors-page.ts';
import { isCurrent } from './generated-file.ts';
import { declaredProblems, problemsIn } from './problems.ts';

describe('the table of errors', () => {
  it('is what the sources declare', async () => {
    expect(await isCurrent(ERRORS_FILE, errorsPage())).toBe(true);
  });

  it('has stable codes in snake case, and a status that says who has to act', () => {
    for (const { code, status } of declaredProblems()) {
      expect(code).toMatch(/^[a-z][a-z_]*[a-z]$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    }
  });

  it('gives one code one status within a project', () => {
    const seen = new Map<string, number>();
    for (const { code, status, project } of declaredProblems()) {
      expect(seen.get(`${project} ${code}`) ?? status).toBe(status);
      seen.set(`${project} ${code}`, status);
    }
  });
});

describe('the scan of the sources', () => {
  it('finds each defineProblem, and joins strings that are written in parts', () => {
    const source = `export const gone = defineProblem({ code: 'gone', status: 410, title: 'Gone', detail: 'It ' + 'was.' });`;
    expect(problemsIn('a.ts', source)).toEqual([{ code: 'gone', status: 410, title: 'Gone', detail: 'It was.' }]);
  });

  it('finds each entry of AUTH_ERRORS', () => {
    const source = `export const AUTH_ERRORS = { a: { code: 'a_b', status: 401, title: 'A', detail: 'B' } } as const satisfies X;`;
    expect(problemsIn('a.ts', source)).toEqual([{ code: 'a_b', status: 401, title: 'A', detail: 'B' }]);
  });

  it('refuses a problem that is not written as literals', () => {
    expect(() => problemsIn('a.ts', 'defineProblem(definition)')).toThrow('object literal');
    expect(() => problemsIn('a.ts', `defineProblem({ code: CODE, status: 1, title: '', detail: '' })`)).toThrow(
      'literals',
    );
  });
});
