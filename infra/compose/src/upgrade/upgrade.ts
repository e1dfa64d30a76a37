import type { Docker } from './docker.ts';
import { replaceReplicas } from './replace-replicas.ts';
import { replicasOf, wanted } from './replicas.ts';
import { declaredSystem, type DeclaredSystem } from './system.ts';
import type { Request } from './request.ts';

/**
 * Brings a system that runs to other images, or to other files that it reads at its start, while it answers: images are built,
 * the databases are brought to their schema, then replicas are replaced one at a time. Done again, it goes on where it stopped.
 *
 * @throws Error at the first step that fails: what is not replaced yet runs on
 */
export async function upgrade(docker: Docker, request: Request, print: (line: string) => void): Promise<void> {
  const system = await declaredSystem(docker);
  const services = await chosen(docker, system, request);
  const counts = await countHealthy(docker, services);
  if (!request.isRestart) {
    if (request.builds) await docker.show('compose', 'build', ...buildable(system, services));
    for (const group of system.steps) {
      const steps = group.filter((step) => isNeeded(system, services, step));
      await Promise.all(steps.map((step) => runStep(docker, step, print)));
    }
  }
  for (const service of services) {
    const { image, configHash } = await wanted(docker, service, system.imageOf(service));
    await replaceReplicas(
      docker,
      {
        service,
        count: request.scale.get(service) ?? counts.get(service) ?? 1,
        isOld: (replica) => request.isRestart || replica.image !== image || replica.configHash !== configHash,
        patienceSeconds: request.patienceSeconds,
      },
      print,
    );
  }
}

/** The services that were asked for; those that run where none was named. */
async function chosen(docker: Docker, { services }: DeclaredSystem, request: Request): Promise<readonly string[]> {
  const unknown = [...request.services, ...request.scale.keys()].filter((name) => !services.includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: no such service. There are ${services.join(', ')}.`);
  if (request.services.length > 0) return services.filter((name) => request.services.includes(name));
  const running = (await docker.compose('ps', '--all', '--services')).split('\n');
  return services.filter((name) => running.includes(name));
}

/** @throws Error unless each has replicas, and all of them are healthy */
async function countHealthy(docker: Docker, services: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const service of services) {
    const replicas = await replicasOf(docker, service);
    const ill = replicas.filter(({ state }) => state !== 'healthy').map(({ name }) => name);
    if (ill.length > 0) throw new Error(`${ill.join(', ')}: not healthy. Nothing was changed: see to that first.`);
    counts.set(service, replicas.length);
  }
  const absent = [...counts].flatMap(([service, count]) => (count === 0 ? [service] : []));
  if (counts.size === 0 || absent.length > 0) {
    throw new Error(
      `${absent.join(', ') || 'The system'} does not run: start it with docker compose up --detach --wait.`,
    );
  }
  return counts;
}

/** Whether a step is no other service's, as its migration would be. */
const isNeeded = ({ services, imageOf }: DeclaredSystem, chosen: readonly string[], step: string): boolean =>
  !services.some((service) => !chosen.includes(service) && imageOf(service) === imageOf(step));

async function runStep(docker: Docker, step: string, print: (line: string) => void): Promise<void> {
  const output = await docker.compose('run', '--rm', '--no-deps', '--no-TTY', step);
  print(`${step}: ${output.trim() || 'done'}`);
}

/** What has images of its own: the steps use those of the services, but for the first. */
const buildable = ({ steps }: DeclaredSystem, services: readonly string[]): string[] => [
  ...steps.flat().filter((step) => step === 'setup'),
  ...services,
];
