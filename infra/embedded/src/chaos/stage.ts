import { join } from 'node:path';
import { perService, serviceOf, SERVICE_NAMES, type ServiceKey, type ServiceName } from '@hallpass/system';
import { freePorts, startTemporarySystem, type System, type SystemUrls } from '../system/index.ts';
import { RESOURCE, type ResourceName } from '../client/person.ts';
import { LargeOutbox } from './large-outbox.ts';
import { Link } from './link.ts';

/** How a replica of a service reaches what it needs. */
export interface ReplicaLinks {
  readonly nats: Link;
  readonly postgres: Link;
}

/** A system under test, each replica of which reaches NATS and PostgreSQL by links that can fail. */
export interface Stage {
  readonly system: System;
  /** Of each replica, in their order. */
  readonly links: Readonly<Record<ServiceName, readonly ReplicaLinks[]>>;
  /** Where NATS keeps its streams. */
  readonly natsStore: string;
  /** Of IdentityAPI. */
  readonly outbox: LargeOutbox;
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

/** Of each service. */
const REPLICAS = 2;

/** Starts the system that faults are made in: two replicas of each service. */
export async function startStage(onProgress: (line: string) => void, signal: AbortSignal): Promise<Stage> {
  const ports = await freePorts();
  const opened = await Promise.all(
    Array.from({ length: SERVICE_NAMES.length * REPLICAS }, async (): Promise<ReplicaLinks> => {
      return { nats: await Link.to(ports.nats), postgres: await Link.to(ports.postgres) };
    }),
  );
  const links = perService((name) => {
    const from = SERVICE_NAMES.indexOf(name) * REPLICAS;
    return opened.slice(from, from + REPLICAS);
  });
  const closeLinks = () => Promise.all(opened.flatMap(({ nats, postgres }) => [nats.close(), postgres.close()]));
  try {
    const system = await startTemporarySystem({
      ports,
      durable: true,
      build: true,
      replicas: perService(() => REPLICAS),
      through: perService((name) =>
        links[name].map(({ nats, postgres }) => ({ nats: nats.port, postgres: postgres.port })),
      ),
      onProgress,
      signal,
    });
    const replicas = SERVICE_NAMES.flatMap((name) => {
      const service = serviceOf(name).key;
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
    const outbox = new LargeOutbox(system.databaseUrl('identity-api'));
    return { system, links, replicas, natsStore: join(system.stateDir, 'nats'), outbox, stop };
  } catch (error) {
    await closeLinks();
    throw error;
  }
}
