import { perServiceKey, type ServiceKey } from '@hallpass/system';
import type { Ports } from './ports.ts';

/** Where a running system is reached. */
export interface SystemUrls extends Record<ServiceKey, string> {
  /** The mail catcher: its web page, and its REST interface under `/email`. */
  mail: string;
  smtp: string;
  nats: string;
  /** As the superuser. */
  postgres: string;
}

export function httpUrls(ports: Ports): Omit<SystemUrls, 'nats' | 'postgres'> {
  return {
    ...perServiceKey(({ key }) => `http://localhost:${ports[key]}`),
    mail: `http://localhost:${ports.mail}`,
    smtp: `smtp://localhost:${ports.smtp}`,
  };
}
