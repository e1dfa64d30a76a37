import globalSetup from './global-setup.ts';
import { useContainers } from './servers.ts';

/** The same tests on servers in containers. */
export default async function containersSetup(): Promise<void> {
  useContainers();
  await globalSetup();
}
