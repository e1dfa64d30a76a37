import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystem, type System, type SystemOptions } from './system.ts';

/** A system for one purpose: on free ports, with a state that is gone once it is stopped. */
export async function startTemporarySystem(
  options: Omit<SystemOptions, 'stateDir' | 'ports'> & { ports?: SystemOptions['ports'] } = {},
): Promise<System & { readonly stateDir: string }> {
  const stateDir = await mkdtemp(join(tmpdir(), 'hallpass-'));
  const forget = () => rm(stateDir, { recursive: true, force: true });
  try {
    const system = await startSystem({ ports: 'free', durable: false, ...options, stateDir });
    return { ...system, stateDir, stop: () => system.stop().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}
