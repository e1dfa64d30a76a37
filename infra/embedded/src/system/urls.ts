import type { Ports } from './ports.ts';

/** Where a running system is reached. */
export interface SystemUrls {
  identity: string;
  orders: string;
  notifications: string;
  /** The mail catcher: its web page, and its REST interface under `/email`. */
  mail: string;
  smtp: string;
  nats: string;
  /** As the superuser. */
  postgres: string;
}

export function httpUrls(ports: Ports): Pick<SystemUrls, 'identity' | 'orders' | 'notifications' | 'mail' | 'smtp'> {
  return {
    identity: `http://localhost:${ports.identity}`,
    orders: `http://localhost:${ports.orders}`,
    notifications: `http://localhost:${ports.notifications}`,
    mail: `http://localhost:${ports.mail}`,
    smtp: `smtp://localhost:${ports.smtp}`,
  };
}
