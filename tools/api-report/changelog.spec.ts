import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unexplainedChanges, unreleased } from './changelog.ts';

const AUTH = { name: '@hallpass/auth', folder: 'libs/auth' };
const REPORT = 'libs/auth/api/auth.api.md';
const changelog = (...entries: string[]): string =>
  ['# Changelog', '', '## [Unreleased]', '', ...entries, '', '## [0.1.0]', '', '- `@hallpass/auth`: first.', ''].join(
    '\n',
  );

describe('a change of the public API', () => {
  let repository: string;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', ...args], {
      cwd: repository,
      encoding: 'utf8',
    });
  function write(files: Record<string, string>): void {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(repository, file)), { recursive: true });
      writeFileSync(join(repository, file), content);
    }
  }
  function commit(files: Record<string, string>): string {
    write(files);
    git('add', '.');
    git('commit', '--quiet', '--no-verify', '--message', 'change');
    return git('rev-parse', '--short', 'HEAD').trim();
  }

  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), 'hallpass-changelog-'));
    git('init', '--quiet');
    commit({ [REPORT]: 'function a()', 'CHANGELOG.md': changelog() });
  });
  afterEach(() => {
    rmSync(repository, { recursive: true });
  });

  it('is found when the changelog says nothing', () => {
    const silent = commit({ [REPORT]: 'function b()' });
    expect(unexplainedChanges(repository, AUTH)).toEqual([silent]);
  });

  it('is found when the changelog tells of something else', () => {
    const silent = commit({ [REPORT]: 'function b()', 'CHANGELOG.md': changelog('- Orders are green.') });
    expect(unexplainedChanges(repository, AUTH)).toEqual([silent]);
  });

  it('is found beside another one that the changelog explains', () => {
    commit({ [REPORT]: 'function b()', 'CHANGELOG.md': changelog('- `@hallpass/auth`: b.') });
    const silent = commit({ [REPORT]: 'function c()' });
    expect(unexplainedChanges(repository, AUTH)).toEqual([silent]);
  });

  it('is found when the changelog explains it of another package', () => {
    const silent = commit({ [REPORT]: 'function b()', 'CHANGELOG.md': changelog('- `@hallpass/verifier`: b.') });
    expect(unexplainedChanges(repository, AUTH)).toEqual([silent]);
  });

  it('is right when the changelog explains it', () => {
    commit({ [REPORT]: 'function b()', 'CHANGELOG.md': changelog('- `@hallpass/auth`: b.') });
    expect(unexplainedChanges(repository, AUTH)).toEqual([]);
  });

  it('of an earlier release is that release’s', () => {
    commit({ [REPORT]: 'function b()' });
    git('tag', 'v0.1.0');
    expect(unexplainedChanges(repository, AUTH)).toEqual([]);
  });

  it('is found before it is committed', () => {
    write({ [REPORT]: 'function b()' });
    expect(unexplainedChanges(repository, AUTH)).toEqual(['What is not committed']);
    write({ 'CHANGELOG.md': changelog('- `@hallpass/auth`: b.') });
    expect(unexplainedChanges(repository, AUTH)).toEqual([]);
  });
});

describe('what is unreleased of the package', () => {
  it('is what the section says of it, to the end of each entry', () => {
    const entries = [
      '- Orders: green.',
      '- `@hallpass/auth`: b,',
      '  which replaces a.',
      '',
      '### Fixed',
      '',
      '- Orders.',
    ];
    expect(unreleased(changelog(...entries), AUTH.name).trim()).toBe('- `@hallpass/auth`: b,\n  which replaces a.');
  });

  it('is nothing without the section', () => {
    expect(unreleased('# Changelog\n\n## [0.1.0]\n\n- `@hallpass/auth`: first.\n', AUTH.name)).toBe('');
  });
});
