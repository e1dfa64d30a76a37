import { setTimeout as delay } from 'node:timers/promises';
import { Docker } from './docker.ts';
import { replicasOf, type Replica } from './replicas.ts';

export interface Replacement {
  readonly service: string;
  /** How many replicas there are in the end. */
  readonly count: number;
  /** Whether a replica has to go. */
  isOld(replica: Replica): boolean;
  /** Seconds for which a new replica may take to be healthy. */
  readonly patienceSeconds: number;
}

const LOOK_AGAIN_MS = 500;

/**
 * Replaces replicas one at a time: a new one is started, and is healthy, before an old one is stopped. So there are never fewer than
 * before. A new one that does not become healthy is removed, and the old ones stay.
 *
 * @throws Error when a new replica does not become healthy
 */
export async function replaceReplicas(
  docker: Docker,
  replacement: Replacement,
  print: (line: string) => void,
): Promise<void> {
  const { service, count, isOld } = replacement;
  const all = await replicasOf(docker, service);
  const old = all.filter(isOld);
  let fresh = all.length - old.length;
  if (old.length === 0 && fresh >= count) print(`${service}: nothing to replace`);
  while (old.length > 0 || fresh < count) {
    if (fresh < count) {
      print(`${service}: ${await start(docker, replacement, old.length + fresh + 1)} is healthy`);
      fresh += 1;
    }
    const oldest = old.shift();
    if (oldest !== undefined) {
      // It answers what it has begun; the gateway sends what it refuses to another one.
      await docker.run('stop', oldest.id);
      await docker.run('rm', oldest.id);
      print(`${service}: ${oldest.name} has ended`);
    }
  }
}

/** Adds a replica. Returns its name. */
async function start(docker: Docker, { service, patienceSeconds }: Replacement, count: number): Promise<string> {
  const before = new Set((await replicasOf(docker, service)).map(({ id }) => id));
  const added = async (by = docker) => (await replicasOf(by, service)).filter(({ id }) => !before.has(id));
  const only = ['--no-deps', '--no-build', '--no-recreate', '--scale', `${service}=${count}`];
  try {
    await docker.compose('up', '--detach', ...only, service);
    const deadline = performance.now() + patienceSeconds * 1000;
    for (;;) {
      const [replica] = await added();
      if (replica?.state === 'healthy') return replica.name;
      if (replica?.state !== 'starting') throw new Error('It has ended, or says that it is not healthy.');
      if (performance.now() > deadline) throw new Error(`It is not healthy after ${patienceSeconds} s.`);
      await delay(LOOK_AGAIN_MS);
    }
  } catch (error) {
    // The upgrade itself may have been interrupted, and what it ran with it.
    const uninterrupted = new Docker();
    throw await undo(uninterrupted, await added(uninterrupted), service, error);
  }
}

/** Removes what was added. Returns what to throw. */
async function undo(docker: Docker, added: readonly Replica[], service: string, cause: unknown): Promise<Error> {
  const logs: string[] = [];
  for (const { id } of added) {
    logs.push(await docker.logs(id), await lastCheck(docker, id));
    await docker.run('rm', '--force', id);
  }
  return new Error(`The new replica of ${service} did not become healthy, and was removed.\n${logs.join('\n')}`, {
    cause,
  });
}

/** What the health check of a container has answered last: why it is not ready. */
async function lastCheck(docker: Docker, id: string): Promise<string> {
  const format = '{{with .State.Health}}{{range .Log}}{{json .Output}}\n{{end}}{{end}}';
  const outputs = (await docker.run('inspect', '--format', format, id)).split('\n').filter(Boolean);
  const last = outputs.at(-1);
  return last === undefined ? '' : `health check: ${(JSON.parse(last) as string).trim()}`;
}
