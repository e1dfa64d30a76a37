import { nkeys } from '@nats-io/transport-node';

/** The seed of a new user nkey: what proves to the broker who a service is. */
export const newSeed = (): string => new TextDecoder().decode(nkeys.createUser().getSeed());

/** The public key that belongs to a seed. */
const publicKey = (seed: string): string => nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey();

/** The variables of infra/nats/nats.conf: the public key of each user, `ORDER_API` for `order-api`. */
export function usersConf(seeds: Readonly<Record<string, string>>): string {
  const lines = Object.entries(seeds).map(([user, seed]) => {
    return `${user.toUpperCase().replaceAll('-', '_')}: ${publicKey(seed)}`;
  });
  return `${lines.join('\n')}\n`;
}
