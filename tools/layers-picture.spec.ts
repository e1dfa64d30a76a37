import { picture, violations } from './layers-picture.ts';
import { workspaces, type Workspace } from './repository.ts';

const project = (name: string, layer: string, rest: Partial<Workspace> = {}): Workspace => ({
  name,
  folder: name,
  description: '',
  isPrivate: true,
  tags: [`layer:${layer}`],
  dependencies: [],
  devDependencies: [],
  ...rest,
});

describe('the layers', () => {
  it('are kept by this repository', () => {
    expect(violations(workspaces(), [])).toEqual([]);
  });

  it('refuse a library that depends on a service', () => {
    const projects = [project('s', 'service'), project('l', 'platform', { dependencies: ['s'] })];
    expect(violations(projects, [])).toEqual(['l depends on s, which is not below it']);
  });

  it('refuse a service that depends on a service', () => {
    const projects = [project('a', 'service'), project('b', 'service', { dependencies: ['a'] })];
    expect(violations(projects, [])).toEqual(['b depends on a, which is not below it']);
  });

  it('let tests reach for the test layer, and nothing that runs', () => {
    const tested = project('l', 'platform', { devDependencies: ['t'] });
    const depending = project('m', 'platform', { dependencies: ['t'] });
    expect(violations([project('t', 'test'), tested, depending], [])).toEqual([
      'm depends on t, which is not below it',
    ]);
  });

  it('let a benchmark reach for what it measures, and nothing for a benchmark', () => {
    const bench = project('b', 'bench', { dependencies: ['l', 't'] });
    const below = [project('l', 'platform'), project('t', 'test')];
    expect(violations([bench, ...below], [])).toEqual([]);
    const tested = project('m', 'platform', { devDependencies: ['b'] });
    const others = (['pure', 'platform', 'service', 'test'] as const).map((layer) =>
      project(layer, layer, { dependencies: ['b'] }),
    );
    expect(violations([bench, ...below, ...others, tested], [])).toEqual(
      [...others, tested].map(({ name }) => `${name} depends on b, which is not below it`),
    );
  });

  it('refuse an import that package.json does not declare', () => {
    const projects = [project('a', 'platform'), project('b', 'pure')];
    expect(violations(projects, [{ source: 'a', target: 'b' }])).toHaveLength(1);
  });

  it('are drawn with an arrow for each dependency of what runs', () => {
    const projects = [
      project('@hallpass/s-api', 'service', { dependencies: ['@hallpass/l'] }),
      project('@hallpass/l', 'pure'),
    ];
    expect(picture(projects)).toContain('s_api_ --> l_');
  });
});
