import { AUDIENCES, type Resource } from './audiences.js';

export const ROLES = ['customer', 'support', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Which scopes a role allows at which resource. The scopes of an account are the union over its roles. */
export const SCOPES_BY_ROLE: Record<Role, Record<Resource, readonly string[]>> = {
  customer: {
    [AUDIENCES.identityApi]: ['account'],
    [AUDIENCES.orderApi]: ['orders:read', 'orders:write'],
    [AUDIENCES.notifications]: ['notifications:read', 'notifications:write'],
  },
  support: {
    [AUDIENCES.identityApi]: ['account'],
    [AUDIENCES.orderApi]: ['orders:read', 'orders:write', 'orders:read:any'],
    [AUDIENCES.notifications]: ['notifications:read', 'notifications:write'],
  },
  admin: {
    [AUDIENCES.identityApi]: ['account', 'users:admin', 'keys:admin'],
    [AUDIENCES.orderApi]: ['orders:read', 'orders:write', 'orders:read:any'],
    [AUDIENCES.notifications]: ['notifications:read', 'notifications:write'],
  },
};

/** What a scope lets its bearer do, for OpenAPI and for the table in the documentation. */
export const SCOPE_DESCRIPTIONS = {
  account: 'Read and change the own account, its password and its sessions',
  'users:admin': 'Read every account; deactivate, reactivate, change roles, end sessions, read the audit trail',
  'keys:admin': 'See the key sets, rotate them, withdraw a key',
  'orders:read': 'Read the own orders',
  'orders:write': 'Place and cancel own orders',
  'orders:read:any': 'Read the orders of everyone',
  'notifications:read': 'Read the own inbox, live stream and preferences',
  'notifications:write': 'Mark own notifications as read, change own preferences',
} as const satisfies Record<string, string>;
export type Scope = keyof typeof SCOPE_DESCRIPTIONS;

/** The scopes that the roles allow at a resource, in a stable order, without duplicates. */
export function allowedScopes(roles: readonly Role[], resource: Resource): string[] {
  return [...new Set(roles.flatMap((role) => SCOPES_BY_ROLE[role][resource]))];
}
