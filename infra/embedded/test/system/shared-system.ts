import type { SystemUrls } from '../../src/system/index.ts';

/** What the suites know about the system that they share. */
export interface SharedSystem {
  stateDir: string;
  urls: SystemUrls;
  /** With IdentityAPI's own role. */
  identityDatabase: string;
}

const VARIABLE = 'HALLPASS_E2E_SYSTEM';

export function publish(system: SharedSystem): void {
  process.env[VARIABLE] = JSON.stringify(system);
}

export function sharedSystem(): SharedSystem {
  return JSON.parse(process.env[VARIABLE] ?? '{}') as SharedSystem;
}
