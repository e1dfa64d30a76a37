import { basename } from 'node:path';
import { getContainerRuntimeClient } from 'testcontainers';

const LABEL = 'hallpass.test-run';

/** What every container of this jest run carries. */
export function runLabels(folder = process.env['HALLPASS_TEST_FOLDER'] ?? ''): Record<string, string> {
  return { [LABEL]: basename(folder) };
}

/** Removes what is left of the run's containers: those of a suite that was killed before it could. */
export async function removeContainersOf(folder: string): Promise<void> {
  const { container } = await getContainerRuntimeClient();
  const label = Object.entries(runLabels(folder)).map(([name, value]) => `${name}=${value}`);
  const left = await container.dockerode.listContainers({ all: true, filters: { label } });
  await Promise.all(left.map(({ Id }) => container.dockerode.getContainer(Id).remove({ force: true, v: true })));
}
