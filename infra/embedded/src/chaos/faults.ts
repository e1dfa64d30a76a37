import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '@hallpass/system';
import type { Conditions } from './conditions.ts';
import type { Link, LinkState } from './link.ts';
import { pauseTree, resumeTree } from './process-tree.ts';
import type { ReplicaLinks, Stage } from './stage.ts';

/** Something that goes wrong, and is put right again. */
export interface Fault {
  readonly name: string;
  /** Resolves when it has been put right; the system may still be recovering. */
  happen(stage: Stage, conditions: Conditions): Promise<void>;
  /** Leaves the system with very much to do, which must hold nothing up: it is watched for some time more. */
  readonly backlog?: true;
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
  {
    name: 'a large outbox: 100,000 identity events at once',
    happen: ({ outbox }) => outbox.fill('pending'),
    backlog: true,
  },
  {
    name: 'NATS killed, back without its state; a large outbox',
    happen: async ({ system: { nats }, natsStore, outbox }) => {
      await outbox.fill('published');
      await nats.kill9();
      await rm(natsStore, { recursive: true });
      await delay(DOWN_MS);
      await nats.restart();
    },
    backlog: true,
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
    name: 'one of two identity-api cut off from NATS, silently',
    happen: ({ links }, conditions) => {
      conditions.issuerCutOff = true;
      // It verifies tokens of its own audience, while the other one is answered that they are revoked.
      conditions.verifiersCutOff = true;
      return held(natsOf(links['identity-api'].slice(0, 1)), 'silent');
    },
  },
  {
    name: 'order-api cut off from PostgreSQL, silently',
    happen: ({ links }) =>
      held(
        links['order-api'].map(({ postgres }) => postgres),
        'silent',
      ),
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

async function held(links: readonly Link[], state: LinkState): Promise<void> {
  for (const link of links) link.become(state);
  await delay(PAUSE_MS);
  for (const link of links) link.become('open');
}

const natsOf = (links: readonly ReplicaLinks[]): readonly Link[] => links.map(({ nats }) => nats);

async function verifiersCutOff({ links }: Stage, conditions: Conditions, state: LinkState): Promise<void> {
  conditions.verifiersCutOff = true;
  await held(natsOf([...links['order-api'], ...links.notifications]), state);
}

async function issuerCutOff({ links }: Stage, conditions: Conditions, state: LinkState): Promise<void> {
  conditions.issuerCutOff = true;
  await held(natsOf(links['identity-api']), state);
}
