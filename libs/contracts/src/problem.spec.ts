import { defineProblem, ProblemError } from './problem.js';

const teapot = defineProblem({ code: 'teapot', status: 418, title: 'A teapot', detail: 'Ask a coffee machine.' });

describe('a problem', () => {
  it('says what to do next unless the occurrence says it better', () => {
    expect(teapot()).toMatchObject({ code: 'teapot', status: 418, message: 'Ask a coffee machine.' });
    expect(teapot({ detail: 'Ask the machine on the second floor.' }).message).toBe(
      'Ask the machine on the second floor.',
    );
  });

  it('keeps its cause and its private detail off the message', () => {
    const cause = new Error('socket hang up');
    const problem = teapot({ privateDetail: 'kettle 7 is offline', cause });
    expect(problem).toBeInstanceOf(ProblemError);
    expect(problem.cause).toBe(cause);
    expect(problem.message).not.toContain('kettle');
  });
});
