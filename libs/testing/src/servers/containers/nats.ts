import { freePort, natsAnswers } from '@hallpass/embedded';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { eventually } from '../../eventually.ts';
import type { NatsServer } from '../nats.ts';
import { NATS_IMAGE } from './images.ts';
import { runLabels } from './test-run.ts';

const PORT = 4222;

/** A nats-server in a container, at a port of this machine that stays when it is started again. */
export async function startNatsContainer(folder?: string): Promise<NatsServer> {
  const port = await freePort();
  const started = await new GenericContainer(NATS_IMAGE)
    .withCommand(['--jetstream', '--store_dir', '/data'])
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
