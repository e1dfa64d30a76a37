import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { brokerUsers, SERVICES } from '@hallpass/system';
import { newSeed, usersConf } from './broker-users.ts';
import { Volume } from './volume.ts';

/** Users and groups of the images. */
const OWNERS = { node: 1000, postgres: 999 };
const SUPERUSER = 'postgres';

const password = () => randomBytes(24).toString('base64url');

/** A JWK Set (RFC 7517) of one 256-bit key. */
const keyEncryptionKeys = () => {
  const key = { kty: 'oct', kid: `kek-${randomBytes(6).toString('hex')}`, k: randomBytes(32).toString('base64url') };
  return JSON.stringify({ keys: [key] });
};

/**
 * Makes what is missing: passwords of the database, keys of the broker, key-encryption keys. What is there stays, so that it
 * may run before every start. A volume holds no more than its consumer needs.
 *
 * @param root the folder with a folder for each volume
 * @returns the files that were written
 */
export async function makeSecrets(root: string, owners = OWNERS): Promise<string[]> {
  const made: string[] = [];
  const volume = (name: string, owner: number) => new Volume(join(root, name), owner, made).own();

  const databases = await volume('databases', owners.postgres);
  const superuser = await databases.keep('superuser', password);
  await databases.derive('pgpass', `*:*:*:${SUPERUSER}:${superuser}`);
  await (await volume('postgres', owners.postgres)).derive('password', superuser);

  const seeds: Record<string, string> = {};
  for (const user of brokerUsers(SERVICES))
    seeds[user] = await (await volume(user, owners.node)).keep('nats-seed', newSeed);
  await (await volume('nats', owners.node)).derive('users.conf', usersConf(seeds));

  for (const { name, database } of SERVICES) {
    const own = await volume(name, owners.node);
    await own.keep('key-encryption-keys', keyEncryptionKeys);
    await own.derive('database-url', databaseUrl(database, await databases.keep(database, password)));
  }
  // What they keep is theirs: none of them runs as root.
  for (const data of ['nats-data', 'gateway-data']) await volume(data, owners.node);
  return made;
}

const databaseUrl = (database: string, secret: string) =>
  `postgresql://${database}:${encodeURIComponent(secret)}@postgres:5432/${database}`;
