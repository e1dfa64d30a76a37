/** `npm run reset`: empties the state of `npm start`. Refuses while it runs. */
import { mkdir, rm } from 'node:fs/promises';
import { AlreadyRunningError, claim, defaultStateDir, statePaths } from './system/index.ts';

const { stateDir, record } = statePaths(defaultStateDir());
try {
  await mkdir(stateDir, { recursive: true });
  await claim(record);
  await rm(stateDir, { recursive: true, force: true });
  console.log(`${stateDir} is gone: the next start makes everything anew.`);
} catch (error) {
  if (!(error instanceof AlreadyRunningError)) throw error;
  console.error(`${error.message} Stop it first, then reset.`);
  process.exitCode = 1;
}
