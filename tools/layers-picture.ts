import type { Workspace } from './repository.ts';

const LAYERS = ['pure', 'platform', 'service', 'test', 'bench'] as const;
type Layer = (typeof LAYERS)[number];

/** The layers that a layer may depend on; tests of anything may reach for the test layer besides. */
const MAY_DEPEND_ON: Readonly<Record<Layer, readonly Layer[]>> = {
  pure: ['pure'],
  platform: ['platform', 'pure'],
  service: ['platform', 'pure'],
  test: ['test', 'pure'],
  bench: ['test', 'platform', 'pure'],
};

const shortName = (name: string): string => name.replace('@hallpass/', '');

function layerOf(project: Workspace | undefined): Layer {
  const tag = project?.tags.find((name) => name.startsWith('layer:'))?.slice('layer:'.length);
  const layer = LAYERS.find((known) => known === tag);
  if (layer === undefined) throw new Error(`${project?.name ?? 'a project'} has no layer tag`);
  return layer;
}

/** What is wrong: dependencies that point upwards, and imports that no package.json declares. */
export function violations(
  projects: readonly Workspace[],
  imports: readonly { source: string; target: string }[],
): string[] {
  const byName = new Map(projects.map((project) => [project.name, project]));
  const upwards = projects.flatMap((project) => {
    const allowed = MAY_DEPEND_ON[layerOf(project)];
    return [
      ...project.dependencies.filter((name) => !allowed.includes(layerOf(byName.get(name)))),
      ...project.devDependencies.filter((name) => ![...allowed, 'test'].includes(layerOf(byName.get(name)))),
    ].map((name) => `${project.name} depends on ${name}, which is not below it`);
  });
  const undeclared = imports
    .filter(({ source, target }) => {
      const project = byName.get(source);
      return project && byName.has(target) && ![...project.dependencies, ...project.devDependencies].includes(target);
    })
    .map(({ source, target }) => `${source} imports ${target}, and its package.json doesn't say so`);
  return [...upwards, ...undeclared];
}

/** The page with the picture: an arrow for each dependency of what runs, by layer. */
export function picture(projects: readonly Workspace[]): string {
  const layers = LAYERS.toReversed().map((layer) => {
    const members = projects.filter((project) => layerOf(project) === layer);
    return [`  subgraph ${layer}`, ...members.map(({ name }) => `    ${node(name)}`), '  end'].join('\n');
  });
  const arrows = projects.flatMap(({ name, dependencies }) =>
    dependencies.map((target) => `  ${id(name)} --> ${id(target)}`),
  );
  const rows = projects.map(({ name, description }) => `| \`${name}\` | ${description} |`);
  return [
    '# Which project depends on which',
    '',
    'Generated from the package.json files by `npm run docs`; a check fails when it differs, when an arrow points upwards, and when an import is not declared.',
    'Tests of any project may use the test layer; those arrows are left out.',
    '',
    '```mermaid',
    'flowchart TB',
    ...layers,
    ...arrows,
    '```',
    '',
    '| project | what it is |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const id = (name: string): string => `${shortName(name).replaceAll('-', '_')}_`;
const node = (name: string): string => `${id(name)}["${shortName(name)}"]`;
