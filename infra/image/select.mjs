/**
 * Writes the manifests of one workspace and of what it needs at run time: `node select.mjs <workspace> <folder>`, at the root
 * of the repository. `npm ci` of these installs no devDependency, nothing of another workspace, and the versions of the lockfile.
 * (`npm ci --omit=dev --workspace` also installs what the devDependencies that are workspaces depend on.)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [workspace, to] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const lock = read('package-lock.json');

/** Where Node finds a package from a folder, by the lockfile; undefined for an optional one that is not there. */
function find(name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (path in lock.packages) return path;
    if (folder === '') return undefined;
  }
}

/** What a package can't run without, or would use where it can be installed. Optional peers are the installer's choice. */
function needs({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => peerDependenciesMeta?.[name]?.optional !== true);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

const kept = new Set();
function keep(path) {
  if (path === undefined || kept.has(path)) return;
  kept.add(path);
  const entry = lock.packages[path];
  if (entry.link) keep(entry.resolved);
  else for (const name of needs(entry)) keep(find(name, path));
}
keep(workspace);
keep(Object.keys(lock.packages).find((path) => lock.packages[path].resolved === workspace));

const workspaces = [...kept].filter((path) => !path.includes('node_modules'));
const write = (file, content) => {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  writeFileSync(join(to, file), JSON.stringify(content, null, 2));
};
const withoutDev = ({ devDependencies: _, ...rest }) => rest;

const { name, version, license, type, overrides } = read('package.json');
write('package.json', { name, version, license, type, private: true, workspaces, overrides });
for (const folder of workspaces) write(`${folder}/package.json`, withoutDev(read(`${folder}/package.json`)));
const packages = { '': { name, version, license, workspaces } };
for (const path of Object.keys(lock.packages)) if (kept.has(path)) packages[path] = withoutDev(lock.packages[path]);
write('package-lock.json', { ...lock, packages });
