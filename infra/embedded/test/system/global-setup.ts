import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystem } from '../../src/system/index.ts';
import { keep } from './kept-system.ts';
import { publish } from './shared-system.ts';

/** One system for all suites that don't break it: real processes on free ports, with a state of its own. */
export default async function startSharedSystem(): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), 'hallpass-e2e-'));
  const system = await startSystem({ stateDir, ports: 'free' });
  publish({ stateDir, urls: system.urls, identityDatabase: system.databaseUrl('identity-api') });
  keep(async () => {
    await system.stop();
    await rm(stateDir, { recursive: true, force: true });
  });
}
