import { read } from '../../src/client/routes.ts';
import type { ResourceName } from '../../src/client/person.ts';
import { until } from '../../src/client/until.ts';
import type { SystemUrls } from '../../src/system/index.ts';

/** One replica, and a token that it accepts. */
export interface Target {
  readonly urls: SystemUrls;
  readonly service: ResourceName;
  readonly token: string;
}

interface Request {
  /** `performance.now()` when it was sent. */
  readonly sentAt: number;
  readonly status: number;
}

/** Clients that send one request after the other to one replica, all with the same token. */
export class Clients {
  readonly requests: Request[] = [];
  private readonly target: Target;
  private readonly loops: Promise<void>[];
  private stopped = false;

  constructor(target: Target, count: number) {
    this.target = target;
    this.loops = Array.from({ length: count }, () => this.loop());
  }

  /** Resolves when this many requests have been answered that were sent after that moment. */
  async answered(count: number, since: number): Promise<void> {
    await until('the clients to be answered', async () => {
      return this.requests.filter(({ sentAt }) => sentAt > since).length >= count || undefined;
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
  }

  /** Statuses of what was sent in between, each once. */
  statuses(from: number, to = Infinity): number[] {
    return [...new Set(this.requests.filter(({ sentAt }) => sentAt > from && sentAt < to).map(({ status }) => status))];
  }

  private async loop(): Promise<void> {
    const { urls, service, token } = this.target;
    while (!this.stopped) {
      const sentAt = performance.now();
      const { status } = await read(urls, service, token);
      this.requests.push({ sentAt, status });
    }
  }
}
