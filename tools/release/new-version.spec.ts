import { isVersion, withRelease, withVersion } from './new-version.ts';

describe('a new version in a package.json', () => {
  const ours = new Set(['@hallpass/auth', '@hallpass/keys']);

  it('is that of the package and of our packages among its dependencies, and of no other', () => {
    const before = {
      name: 'a',
      version: '0.1.0',
      dependencies: { '@hallpass/auth': '0.1.0', jose: '0.1.0' },
      peerDependencies: { '@hallpass/keys': '^0.1.0' },
    };
    expect(JSON.parse(withVersion(JSON.stringify(before), '0.2.0', ours))).toEqual({
      name: 'a',
      version: '0.2.0',
      dependencies: { '@hallpass/auth': '0.2.0', jose: '0.1.0' },
      peerDependencies: { '@hallpass/keys': '^0.2.0' },
    });
  });

  it.each([
    ['1.2.3', true],
    ['1.0.0-rc.1', true],
    ['v1.2.3', false],
    ['1.2', false],
    ['patch', false],
  ])('takes %s as a version: %s', (text, expected) => {
    expect(isVersion(text)).toBe(expected);
  });
});

describe('a release in the changelog', () => {
  const changelog =
    '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Something.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n';

  it('takes over what was unreleased', () => {
    expect(withRelease(changelog, '0.2.0', '2026-11-27')).toBe(
      changelog.replace('## [Unreleased]\n', '## [Unreleased]\n\n## [0.2.0] - 2026-11-27\n'),
    );
  });

  it('is refused when there is nothing to release, or the version exists', () => {
    const released = withRelease(changelog, '0.2.0', '2026-11-27');
    expect(() => withRelease(released, '0.3.0', '2026-11-28')).toThrow('nothing under [Unreleased]');
    expect(() => withRelease(changelog, '0.1.0', '2026-11-28')).toThrow('has a section [0.1.0] already');
  });
});
