import { SERVICE_NAMES } from '@hallpass/system';
import type { Docker } from './docker.ts';

interface ServiceConfig {
  readonly image: string;
  readonly restart?: string;
  readonly build?: object;
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

/** What the compose files declare, as far as an upgrade goes. */
export interface DeclaredSystem {
  /** Those with replicas that can be replaced: who verifies before the issuer, so that new events are understood before they are published. */
  readonly services: readonly string[];
  /** Those that run to their end before the services start, in groups: each group after the one before, its members at once. */
  readonly steps: readonly (readonly string[])[];
  imageOf(service: string): string;
}

export async function declaredSystem(docker: Docker): Promise<DeclaredSystem> {
  const config = await docker.compose('config', '--format', 'json');
  const { services } = JSON.parse(config) as { services: Record<string, ServiceConfig> };
  const names = Object.keys(services);
  const isStep = (name: string) => services[name]?.restart === 'no';
  const needs = (name: string): string[] =>
    Object.keys(services[name]?.depends_on ?? {}).flatMap((needed) => [needed, ...needs(needed)]);
  const rank = (name: string) => SERVICE_NAMES.toReversed().indexOf(name as (typeof SERVICE_NAMES)[number]);
  return {
    services: names
      .filter((name) => services[name]?.build !== undefined && !isStep(name))
      .sort((a, b) => rank(a) - rank(b)),
    steps: inGroups(names.filter(isStep), needs),
    imageOf: (name) => services[name]?.image ?? '',
  };
}

/** Each after those that it needs. */
function inGroups(names: readonly string[], needs: (name: string) => readonly string[]): string[][] {
  const group = names.filter((name) => !needs(name).some((needed) => names.includes(needed)));
  if (group.length === 0) return names.length === 0 ? [] : [[...names]];
  const rest = names.filter((name) => !group.includes(name));
  return [group, ...inGroups(rest, needs)];
}
