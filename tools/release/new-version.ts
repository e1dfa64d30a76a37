const UNRELEASED = '## [Unreleased]\n';
const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies'] as const;

type Manifest = { version: string } & Partial<Record<(typeof DEPENDENCIES)[number], Record<string, string>>>;

/** Semantic Versioning 2.0, without build metadata. */
export const isVersion = (text: string): boolean => /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(text);

/** A `package.json` of the new version, with the new version of those of our packages that it depends on. */
export function withVersion(text: string, version: string, ours: ReadonlySet<string>): string {
  const manifest = JSON.parse(text) as Manifest;
  for (const kind of DEPENDENCIES)
    for (const [name, range] of Object.entries(manifest[kind] ?? {}))
      if (ours.has(name)) (manifest[kind] as Record<string, string>)[name] = /^[~^]?/.exec(range) + version;
  manifest.version = version;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * The changelog with what was unreleased under the new version.
 *
 * @param date of the release, `2026-11-27`
 * @throws Error when nothing is unreleased, or the version is there already
 */
export function withRelease(changelog: string, version: string, date: string): string {
  if (changelog.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md has a section [${version}] already.`);
  const [before, after] = changelog.split(UNRELEASED);
  if (before === undefined || after === undefined || !/^- /m.test(after.split('\n## ')[0] ?? ''))
    throw new Error('CHANGELOG.md has nothing under [Unreleased].');
  return `${before}${UNRELEASED}\n## [${version}] - ${date}\n${after}`;
}
