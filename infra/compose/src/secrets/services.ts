/** Each service, and the name of its database and of the role that owns it. */
export const DATABASES = {
  'identity-api': 'identity_api',
  'order-api': 'order_api',
  notifications: 'notifications',
} as const;
export type Service = keyof typeof DATABASES;

export const SERVICES = Object.keys(DATABASES) as Service[];

/** Who has a key at the broker: the services, the gate where there is one, and whoever looks after the dead letters. */
export const BROKER_USERS = [...SERVICES, 'gate', 'dead-letters'] as const;
