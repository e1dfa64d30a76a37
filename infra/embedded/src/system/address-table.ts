import type { SystemUrls } from './urls.ts';

/** Every address of a running system, a line each. */
export function addressTable(urls: SystemUrls): string {
  const rows: [string, string][] = [
    ['IdentityAPI', `${urls.identity}   (${urls.identity}/docs)`],
    ['OrderAPI', `${urls.orders}   (${urls.orders}/docs)`],
    ['Notifications', `${urls.notifications}   (${urls.notifications}/docs)`],
    ['E-mail caught', `${urls.mail}   (SMTP ${urls.smtp})`],
    ['NATS', urls.nats],
    ['PostgreSQL', withoutPassword(urls.postgres)],
    ['Accounts', 'admin@hallpass.test / hall-pass-admin-dev   (also alice@…, bob@…)'],
  ];
  return ['', ...rows.map(([name, address]) => `  ${name.padEnd(14)} ${address}`), ''].join('\n');
}

/** The one line that says that every service is ready, with every address. */
export function readyLine(urls: SystemUrls): string {
  const { identity, orders, notifications, mail, nats, postgres } = urls;
  return `ready: identity-api ${identity} order-api ${orders} notifications ${notifications} mail ${mail} nats ${nats} postgres ${withoutPassword(postgres)}`;
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.toString();
}
