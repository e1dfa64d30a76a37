import { join } from 'node:path';

/** The root of the repository, from `src/system` and from `dist/system` alike. */
export const REPOSITORY = join(import.meta.dirname, '../../../..');

/** Where `npm start` keeps its state. `HALLPASS_STATE_DIR` moves it. */
export function defaultStateDir(): string {
  return process.env['HALLPASS_STATE_DIR'] ?? join(REPOSITORY, '.hallpass');
}

/** Everything that a system keeps under its state folder. */
export function statePaths(stateDir: string) {
  return {
    stateDir,
    postgres: join(stateDir, 'postgres'),
    nats: join(stateDir, 'nats'),
    mail: join(stateDir, 'mail'),
    logs: join(stateDir, 'logs'),
    keys: join(stateDir, 'keys'),
    secrets: join(stateDir, 'secrets.json'),
    /** Who runs, and where: there while a system runs. */
    record: join(stateDir, 'run.json'),
  };
}
export type StatePaths = ReturnType<typeof statePaths>;
