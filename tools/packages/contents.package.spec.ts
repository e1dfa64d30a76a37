import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { Outside } from './outside.ts';
import { pack, type Packed } from './pack.ts';

describe.each(['libs/auth', 'libs/verifier'])('the package of %s', (folder) => {
  const outside = new Outside();
  let packed: Packed;
  beforeAll(() => {
    packed = pack(folder, outside.folder);
  });
  afterAll(() => outside.remove());

  const packedFile = (file: string): string => outside.run(`tar -xOf ${packed.tarball} package/${file}`);

  it('has its documentation and licence', () => {
    expect(packedFile('LICENSE')).toBe(readFileSync(join(REPOSITORY, 'LICENSE'), 'utf8'));
    expect(packedFile('README.md')).toBe(readFileSync(join(REPOSITORY, folder, 'README.md'), 'utf8'));
  });

  it('has what its exports name, types included', () => {
    const { exports } = JSON.parse(packedFile('package.json')) as { exports: Record<string, unknown> };
    const named = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? target : Object.values(target!),
    );
    expect(packed.files).toEqual(expect.arrayContaining(named.map((file: string) => file.slice(2))));
    expect(named).toContain('./dist/index.d.ts');
  });

  it('has what was built of the sources and nothing else: no tests, nothing of an earlier build', () => {
    const sources = globSync('src/**/*.ts', { cwd: join(REPOSITORY, folder) }).filter(
      (file) => !file.endsWith('.spec.ts'),
    );
    const built = sources.flatMap((file) =>
      ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((end) => file.replace(/^src/, 'dist').replace(/\.ts$/, end)),
    );
    const wanted = ['LICENSE', 'README.md', 'package.json', ...sources, ...built];
    expect(packed.files.toSorted()).toEqual(wanted.toSorted());
  });

  it('is what bundlers and Node expect of a package', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: join(REPOSITORY, folder), strict: true });
    expect(messages).toEqual([]);
  });
});
