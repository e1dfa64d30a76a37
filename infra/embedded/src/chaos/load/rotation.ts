import type { ResourceName } from '../../client/person.ts';
import type { Replica } from '../stage.ts';

/** The replicas of each service in turn, as a load balancer would give them that knows of no fault. */
export class Rotation {
  private readonly replicas: readonly Replica[];
  private readonly turns = new Map<ResourceName, number>();

  constructor(replicas: readonly Replica[]) {
    this.replicas = replicas;
  }

  /** @throws Error when there is no replica of that service */
  next(service: ResourceName): Replica {
    const candidates = this.replicas.filter((replica) => replica.service === service);
    const turn = this.turns.get(service) ?? 0;
    this.turns.set(service, turn + 1);
    const replica = candidates[turn % candidates.length];
    if (replica === undefined) throw new Error(`there is no replica of ${service}`);
    return replica;
  }
}
