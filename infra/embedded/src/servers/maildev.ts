import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { onPort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

export interface MaildevOptions {
  /** Of the web page and the REST interface; a free one by default. */
  webPort?: number;
  smtpPort?: number;
  /** Where messages are kept from one start to the next; made when it isn't there. */
  mailDir: string;
}

/** A mail server that keeps what it is sent and delivers nothing. */
export interface MailServer {
  readonly smtpUrl: string;
  readonly webUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts maildev on the loopback interface and waits until it answers. */
export async function startMaildev({ webPort, smtpPort, mailDir }: MaildevOptions): Promise<MailServer> {
  await mkdir(mailDir, { recursive: true });
  const require = createRequire(import.meta.url);
  const program = join(dirname(require.resolve('maildev/package.json')), 'bin', 'maildev');
  return onPort(webPort, (web) =>
    onPort(smtpPort, async (smtp) => {
      const webUrl = `http://127.0.0.1:${web}`;
      const address = ['--ip', '127.0.0.1', '--web', String(web), '--smtp', String(smtp)];
      const server = await ServerProcess.start({
        name: 'maildev',
        command: process.execPath,
        args: [program, ...address],
        stopSignal: 'SIGTERM',
        probe: () => isHealthy(webUrl),
      });
      return { smtpUrl: `smtp://127.0.0.1:${smtp}`, webUrl, pid: server.pid, stop: () => server.stop() };
    }),
  );
}

async function isHealthy(webUrl: string): Promise<void> {
  const response = await fetch(`${webUrl}/healthz`, { signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`/healthz answers ${response.status}`);
}
