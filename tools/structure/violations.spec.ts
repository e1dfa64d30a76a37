import { type Import, importsOf } from './imports.ts';
import { cycleViolations, moduleViolations } from './violations.ts';

const SRC = 'libs/some/src';

/** `a.ts -> b/c.ts`, relative to `src`. */
function parse(line: string): Import {
  const [from = '', to = ''] = line.split(' -> ');
  return { from, to };
}

const violations = (lines: readonly string[]) => cycleViolations([{ folder: SRC, imports: lines.map(parse) }]);

describe('the check for cycles', () => {
  it('accepts imports that lead one way, also from a file of a feature to its subfolder and back to another file', () => {
    expect(
      violations([
        'app.module.ts -> orders/orders.module.ts',
        'orders/orders.module.ts -> orders/use-cases/place-order.ts',
        'orders/use-cases/place-order.ts -> orders/turns.ts',
        'orders/turns.ts -> database/database.ts',
      ]),
    ).toEqual([]);
  });

  it('refuses two files that import each other, and names the import to remove', () => {
    expect(violations(['a.ts -> b.ts', 'b.ts -> a.ts'])).toEqual([
      ['libs/some/src: a cycle, b.ts -> a.ts -> b.ts', 'open the arrow a.ts -> b.ts:', '  a.ts imports b.ts'].join(
        '\n  ',
      ),
    ]);
  });

  it('refuses a cycle of files over several folders', () => {
    expect(violations(['a/one.ts -> b/two.ts', 'b/two.ts -> c.ts', 'c.ts -> a/one.ts'])).toHaveLength(1);
  });

  it('refuses folders whose files import each other though no file imports itself, and opens the arrow of fewest imports', () => {
    const [violation, ...others] = violations([
      'sessions/login.ts -> accounts/account.ts',
      'sessions/login.ts -> accounts/authenticate.ts',
      'accounts/password.ts -> sessions/session.ts',
    ]);
    expect(violation).toContain('open the arrow accounts -> sessions:');
    expect(violation).toContain('accounts/password.ts imports sessions/session.ts');
    expect(others).toEqual([]);
  });

  it('refuses folders in a cycle over a third', () => {
    const [violation] = violations(['a/1.ts -> b/1.ts', 'b/2.ts -> c/1.ts', 'c/2.ts -> a/2.ts', 'a/3.ts -> b/3.ts']);
    expect(violation).toContain('a cycle, c -> a -> b -> c');
  });

  it('refuses folders in a cycle below a feature, and says which', () => {
    const [violation] = violations(['x/y/data/1.ts -> x/y/domain/1.ts', 'x/y/domain/2.ts -> x/y/data/2.ts']);
    expect(violation).toMatch(/^libs\/some\/src\/x\/y: a cycle/);
  });

  it('refuses a file and a folder beside it that import each other', () => {
    expect(violations(['options.ts -> revocation/feed.ts', 'revocation/policy.ts -> options.ts'])).toHaveLength(1);
  });

  it('names as many arrows as have to be opened', () => {
    expect(violations(['a.ts -> b.ts', 'b.ts -> a.ts', 'c/d.ts -> c/e.ts', 'c/e.ts -> c/d.ts'])).toHaveLength(2);
  });

  describe('on the fragments of a configuration', () => {
    const fragment = ['config.ts -> accounts/accounts.config.ts', 'accounts/accounts.module.ts -> config.ts'];

    it('accepts that config.ts imports them while their features import config.ts', () => {
      expect(violations(fragment)).toEqual([]);
    });

    it('refuses a fragment that imports from its project', () => {
      expect(violations([...fragment, 'accounts/accounts.config.ts -> accounts/limits.ts'])).toHaveLength(1);
    });

    it('refuses that config.ts imports anything else of a feature that imports config.ts', () => {
      expect(violations([...fragment, 'config.ts -> accounts/limits.ts'])).toHaveLength(1);
    });
  });
});

describe('the check for modules', () => {
  it('refuses two Nest modules in a folder', () => {
    const files = ['sessions.module.ts', 'login.module.ts', 'session.ts'].map((file) => `${SRC}/sessions/${file}`);
    expect(moduleViolations(files)).toEqual([expect.stringContaining(`${SRC}/sessions: more than one Nest module`)]);
  });

  it('accepts one in each folder, and several in src itself', () => {
    const files = ['app.module.ts', 'config.module.ts', 'a/a.module.ts', 'a/b/b.module.ts'];
    expect(moduleViolations(files.map((file) => `${SRC}/${file}`))).toEqual([]);
  });
});

describe('the imports of a project', () => {
  it('are found between its sources, for types, re-exported and dynamic ones too', () => {
    expect(importsOf('libs/testing')).toEqual(
      expect.arrayContaining(
        [
          'servers/nats.ts -> servers/server-source.ts',
          'servers/nats.ts -> servers/nats-server.ts',
          'servers/nats.ts -> servers/containers/nats.ts',
          'index.ts -> eventually.ts',
        ].map(parse),
      ),
    );
  });

  it('leave out tests', () => {
    expect(importsOf('libs/testing').filter(({ from }) => from.endsWith('.spec.ts'))).toEqual([]);
  });
});
