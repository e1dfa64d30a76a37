import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '../system/index.ts';
import type { Conditions } from './conditions.ts';
import type { LinkState } from './link.ts';
import { pauseTree, resumeTree } from './process-tree.ts';
import type { Stage } from './stage.ts';

/** Something that goes wrong, and is put right again. */
export interface Fault {
  readonly name: string;
  /** Resolves when it has been put right; the system may still be recovering. */
  happen(stage: Stage, conditions: Conditions): Promise<void>;
}

/** Long enough for a verifier to notice that it hears nothing, and for requests to meet it stale. */
const PAUSE_MS = 5_000;
/** For what a restart follows: long enough to be met by requests. */
const DOWN_MS = 1_500;
const OUTAGE_MS = 30_000;

/** Every fault of a run, in their order. */
export const FAULTS: readonly Fault[] = [
  { name: 'NATS killed, back with its state', happen: ({ system }) => killAndRestart(system.nats) },
  {
    name: 'NATS stopped, and goes on',
    happen: async ({ system: { nats } }) => {
      nats.pause();
      await delay(PAUSE_MS);
      nats.resume();
    },
  },
  { name: 'NATS restarted in order', happen: ({ system }) => system.nats.restart() },
  {
    name: 'NATS away for 30 s',
    happen: async ({ system }) => {
      await system.nats.stop();
      await delay(OUTAGE_MS);
      await system.nats.restart();
    },
  },
  {
    name: 'NATS killed, back without its state; a verifier starts',
    happen: async ({ system, natsStore }) => {
      const [, second] = system.replicas['order-api'];
      await Promise.all([system.nats.kill9(), second?.kill9()]);
      await rm(natsStore, { recursive: true });
      await delay(DOWN_MS);
      await Promise.all([system.nats.restart(), second?.start()]);
    },
  },
  { name: 'PostgreSQL killed', happen: ({ system }) => killAndRestart(system.postgres) },
  {
    name: 'PostgreSQL stopped, and goes on',
    happen: async ({ system: { postgres } }) => {
      const stopped = await pauseTree(postgres.pid);
      await delay(PAUSE_MS);
      resumeTree(stopped);
    },
  },
  { name: 'PostgreSQL restarted in order', happen: ({ system }) => system.postgres.restart() },
  killed('identity-api'),
  stopped('identity-api'),
  killed('order-api'),
  stopped('order-api'),
  killed('notifications'),
  stopped('notifications'),
  {
    name: 'every service restarted in order',
    happen: async ({ system }) => {
      const all = Object.values(system.replicas).flat();
      await Promise.all(all.map((replica) => replica.restart()));
    },
  },
  {
    name: 'verifiers cut off from NATS, silently',
    happen: (stage, conditions) => verifiersCutOff(stage, conditions, 'silent'),
  },
  {
    name: 'verifiers cut off from NATS, by reset',
    happen: (stage, conditions) => verifiersCutOff(stage, conditions, 'cut'),
  },
  {
    name: 'identity-api cut off from NATS, silently',
    happen: (stage, conditions) => issuerCutOff(stage, conditions, 'silent'),
  },
  {
    name: 'identity-api cut off from NATS, by reset',
    happen: (stage, conditions) => issuerCutOff(stage, conditions, 'cut'),
  },
  {
    name: 'order-api cut off from PostgreSQL, silently',
    happen: ({ links }) => held(links['order-api'].postgres, 'silent'),
  },
  {
    name: 'everything killed but the databases',
    happen: async ({ system }) => {
      const all = Object.values(system.replicas).flat();
      await Promise.all([system.nats.kill9(), ...all.map((replica) => replica.kill9())]);
      await system.nats.restart();
      await Promise.all(all.map((replica) => replica.start()));
    },
  },
];

async function killAndRestart(server: { kill9(): Promise<void>; restart(): Promise<void> }): Promise<void> {
  await server.kill9();
  await delay(DOWN_MS);
  await server.restart();
}

/** The last replica of a service, so that others go on where there are any. */
function killed(service: ServiceName): Fault {
  return {
    name: `${service} killed`,
    async happen({ system }) {
      const replica = system.replicas[service].at(-1);
      await replica?.kill9();
      await delay(DOWN_MS);
      await replica?.start();
    },
  };
}

function stopped(service: ServiceName): Fault {
  return {
    name: `${service} stopped, and goes on`,
    async happen({ system }) {
      const replica = system.replicas[service].at(-1);
      replica?.pause();
      await delay(PAUSE_MS);
      replica?.resume();
    },
  };
}

async function held(link: { become(state: LinkState): void }, state: LinkState): Promise<void> {
  link.become(state);
  await delay(PAUSE_MS);
  link.become('open');
}

async function verifiersCutOff({ links }: Stage, conditions: Conditions, state: LinkState): Promise<void> {
  conditions.verifiersCutOff = true;
  await Promise.all([held(links['order-api'].nats, state), held(links.notifications.nats, state)]);
}

async function issuerCutOff({ links }: Stage, conditions: Conditions, state: LinkState): Promise<void> {
  conditions.issuerCutOff = true;
  await held(links['identity-api'].nats, state);
}
