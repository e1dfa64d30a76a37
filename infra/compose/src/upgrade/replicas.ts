import type { Docker } from './docker.ts';

/** One container of a service. */
export interface Replica {
  readonly id: string;
  readonly name: string;
  /** The id of the image that it runs. */
  readonly image: string;
  /** Of its configuration in the compose files. */
  readonly configHash: string;
  readonly state: 'starting' | 'healthy' | 'failed';
}

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly Created: string;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly RestartCount: number;
  readonly State: { readonly Status: string; readonly Health?: { readonly Status: string } };
}

/** The replicas of a service, the oldest first. */
export async function replicasOf(docker: Docker, service: string): Promise<Replica[]> {
  const ids = (await docker.compose('ps', '--all', '--quiet', '--no-trunc', service)).split('\n').filter(Boolean);
  if (ids.length === 0) return [];
  const inspected = JSON.parse(await docker.run('inspect', ...ids)) as Inspected[];
  return inspected
    .sort((a, b) => a.Created.localeCompare(b.Created))
    .map((container) => ({
      id: container.Id,
      name: container.Name.replace(/^\//, ''),
      image: container.Image,
      configHash: container.Config.Labels['com.docker.compose.config-hash'] ?? '',
      state: stateOf(container),
    }));
}

function stateOf({ State, RestartCount }: Inspected): Replica['state'] {
  const health = State.Health?.Status ?? 'healthy';
  if (State.Status === 'running' && health === 'healthy') return 'healthy';
  const mayCome = State.Status === 'created' || (State.Status === 'running' && health === 'starting');
  return mayCome && RestartCount === 0 ? 'starting' : 'failed';
}

/** What a replica of today's image and configuration has. */
export async function wanted(
  docker: Docker,
  service: string,
  image: string,
): Promise<Pick<Replica, 'image' | 'configHash'>> {
  const id = await docker.run('image', 'inspect', '--format', '{{.Id}}', image);
  const [, configHash = ''] = (await docker.compose('config', '--hash', service)).trim().split(/\s+/);
  return { image: id.trim(), configHash };
}
