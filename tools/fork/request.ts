import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { REPOSITORY, workspaces, type Workspace } from '../repository.ts';

/** What else runs in the compose file of a fork. */
const BESIDE_IT = new Set(['migrate', 'nats', 'postgres', 'secrets', 'service']);

/** What to fork, and where to. */
export interface ForkRequest {
  /** The service's name. */
  service: string;
  workspace: Workspace;
  /** Absolute path of the folder that becomes the repository. */
  target: string;
  /** The name of the new repository and of its package. */
  name: string;
}

/** A request that can't be met; the message says what can. */
export class ForkError extends Error {
  override readonly name = 'ForkError';
}

/** @throws {ForkError} before anything is written */
export function parseRequest([service, folder, ...rest]: readonly string[]): ForkRequest {
  const services = workspaces().filter(({ folder: at }) => at.startsWith('services/'));
  const names = services.map(nameOf).join(', ');
  if (service === undefined || folder === undefined || rest.length > 0)
    throw new ForkError(`usage: npm run fork -- <service> <folder>\nservices: ${names}`);
  const workspace = services.find((candidate) => nameOf(candidate) === service);
  if (workspace === undefined) throw new ForkError(`There is no service ${service}. There are: ${names}`);
  const target = real(resolve(process.env['INIT_CWD'] ?? process.cwd(), folder));
  if (isInside(REPOSITORY, target))
    throw new ForkError(`${target} is inside this repository: a fork is one of its own. Name a folder outside of it.`);
  if (existsSync(target) && !statSync(target).isDirectory())
    throw new ForkError(`${target} is a file: name a folder that isn't there yet.`);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new ForkError(`${target} exists and is not empty: name a folder that isn't there yet.`);
  const name = basename(target).toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name))
    throw new ForkError(`${basename(target)} can't name a package: use letters, digits, hyphens.`);
  if (BESIDE_IT.has(name)) throw new ForkError(`${name} is a container beside the service: name the folder otherwise.`);
  return { service, workspace, target, name };
}

/** Where the path really is, whatever links lead there: as far as it exists. */
function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(real(dirname(path)), basename(path));
}

const nameOf = ({ folder }: Workspace): string => basename(folder);

function isInside(outer: string, path: string): boolean {
  const way = relative(outer, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}
