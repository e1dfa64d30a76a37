import type { ServiceDeclaration } from './service-declaration.ts';

/** Users of the broker that are no services: the gate, which verifies, and the command that replays dead letters. */
export const OPERATING_USERS = ['gate', 'dead-letters'] as const;

/** The names of all users of the broker: each has an nkey of its own. */
export const brokerUsers = (services: readonly ServiceDeclaration[]): string[] => [
  ...services.map(({ name }) => name),
  ...OPERATING_USERS,
];
