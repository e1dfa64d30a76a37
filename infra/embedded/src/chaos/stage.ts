import { join } from 'node:path';
import { freePorts, startTemporarySystem, type ServiceName, type System, type SystemUrls } from '../system/index.ts';
import { perService, serviceKey, SERVICES, type ServiceKey } from '../system/service-list.ts';
import { RESOURCE, type ResourceName } from '../client/person.ts';
import { Link } from './link.ts';

/** A system under test, each service of which reaches NATS and PostgreSQL by links that can fail. */
export interface Stage {
  readonly system: System;
  readonly links: Readonly<Record<ServiceName, { readonly nats: Link; readonly postgres: Link }>>;
  /** Where NATS keeps its streams. */
  readonly natsStore: string;
  /** Every replica of every service, under the name its process has. */
  readonly replicas: readonly Replica[];
  stop(): Promise<void>;
}

/** A replica as a client sees it. */
export interface Replica {
  readonly name: string;
  readonly service: ResourceName;
  readonly urls: SystemUrls;
}

/** Whether the load of a fault run makes requests there. */
const isUnderLoad = (service: ServiceKey): service is ResourceName => service in RESOURCE;

/** Starts the system that faults are made in: two replicas of the services that verify. */
export async function startStage(onProgress: (line: string) => void, signal: AbortSignal): Promise<Stage> {
  const ports = await freePorts();
  const opened = await Promise.all(
    SERVICES.map(async () => ({ nats: await Link.to(ports.nats), postgres: await Link.to(ports.postgres) })),
  );
  const links = Object.fromEntries(SERVICES.map((name, index) => [name, opened[index]])) as Stage['links'];
  const closeLinks = () => Promise.all(opened.flatMap(({ nats, postgres }) => [nats.close(), postgres.close()]));
  try {
    const system = await startTemporarySystem({
      ports,
      durable: true,
      build: true,
      replicas: { 'order-api': 2, notifications: 2 },
      through: perService((name) => ({ nats: links[name].nats.port, postgres: links[name].postgres.port })),
      onProgress,
      signal,
    });
    const replicas = SERVICES.flatMap((name) => {
      const service = serviceKey(name);
      if (!isUnderLoad(service)) return [];
      return system.replicas[name].map((process): Replica => ({
        name: process.name,
        service,
        urls: { ...system.urls, [service]: process.url },
      }));
    });
    const stop = async () => {
      await system.stop();
      await closeLinks();
    };
    return { system, links, replicas, natsStore: join(system.stateDir, 'nats'), stop };
  } catch (error) {
    await closeLinks();
    throw error;
  }
}
