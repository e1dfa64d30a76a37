import type { Role } from '@hallpass/contracts';

export interface DemoAccount {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
}

/** Accounts whose passwords everybody knows: development only. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    email: 'admin@hallpass.test',
    password: 'hall-pass-admin-dev',
    displayName: 'Admin',
    roles: ['customer', 'admin'],
  },
  { email: 'alice@hallpass.test', password: 'hall-pass-alice-dev', displayName: 'Alice', roles: ['customer'] },
  { email: 'bob@hallpass.test', password: 'hall-pass-bob-dev', displayName: 'Bob', roles: ['customer'] },
];
