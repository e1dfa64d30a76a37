import { SERVICES } from '@hallpass/system';
import type { SystemUrls } from './urls.ts';

/** Every address of a running system, a line each. */
export function addressTable(urls: SystemUrls): string {
  const rows: [string, string][] = [
    ...SERVICES.map(({ title, key }): [string, string] => [title, `${urls[key]}   (${urls[key]}/docs)`]),
    ['E-mail caught', `${urls.mail}   (SMTP ${urls.smtp})`],
    ['NATS', urls.nats],
    ['PostgreSQL', withoutPassword(urls.postgres)],
    ['Accounts', 'admin@hallpass.test / hall-pass-admin-dev   (also alice@…, bob@…)'],
  ];
  return ['', ...rows.map(([name, address]) => `  ${name.padEnd(14)} ${address}`), ''].join('\n');
}

/** The one line that says that every service is ready, with every address. */
export function readyLine(urls: SystemUrls): string {
  const services = SERVICES.map(({ name, key }) => `${name} ${urls[key]}`).join(' ');
  return `ready: ${services} mail ${urls.mail} nats ${urls.nats} postgres ${withoutPassword(urls.postgres)}`;
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.toString();
}
