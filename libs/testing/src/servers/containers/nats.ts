import { natsAnswers } from '@hallpass/embedded';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { eventually } from '../../eventually.ts';
import type { NatsServer } from '../nats-server.ts';
import { NATS_IMAGE } from './images.ts';
import { lastingPort } from './lasting-port.ts';
import { runLabels } from './test-run.ts';

const PORT = 4222;
const CONFIG = '/etc/nats/test.conf';

export interface NatsContainerOptions {
  /** Of the run; the one of this process by default. */
  readonly folder?: string;
  /** What its configuration file says beside where it listens and keeps its streams. */
  readonly config?: string;
}

/** A nats-server in a container, at a port of this machine that stays when it is started again. */
export async function startNatsContainer({ folder, config = '' }: NatsContainerOptions = {}): Promise<NatsServer> {
  const port = await lastingPort();
  const started = await new GenericContainer(NATS_IMAGE)
    .withCopyContentToContainer([{ content: config, target: CONFIG }])
    .withCommand(['--config', CONFIG, '--jetstream', '--store_dir', '/data'])
    .withExposedPorts({ container: PORT, host: port })
    .withLabels(runLabels(folder))
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  const { container } = await getContainerRuntimeClient();
  const docker = container.dockerode.getContainer(started.getId());
  const isRunning = async () => (await docker.inspect()).State.Running;
  const end = async (how: () => Promise<unknown>) => {
    if (await isRunning()) await how();
  };
  const stop = () => end(() => docker.stop({ t: 10 }));
  const answers = () => eventually(() => natsAnswers(port).then(() => true), { describe: 'NATS to answer' });
  await answers();
  return {
    url: `nats://127.0.0.1:${port}`,
    stop,
    kill9: () => end(() => docker.kill({ signal: 'SIGKILL' }).then(() => docker.wait())),
    restart: async () => {
      await stop();
      await docker.start();
      await answers();
    },
    pause: () => docker.pause(),
    resume: () => docker.unpause(),
  };
}
