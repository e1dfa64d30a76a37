import { startTemporarySystem } from '../../src/system/index.ts';
import { keep } from './kept-system.ts';
import { publish } from './shared-system.ts';

/** One system for all suites that don't break it: real processes on free ports, with a state of its own. */
export default async function startSharedSystem(): Promise<void> {
  const { stateDir, urls, databaseUrl, stop } = await startTemporarySystem();
  publish({ stateDir, urls, identityDatabase: databaseUrl('identity-api') });
  keep(stop);
}
