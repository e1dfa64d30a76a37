import { KeepWarm } from '../key-sets/keep-warm.js';
import { SkewLog } from '../issuer-clock/skew-log.js';
import { StalenessLog } from '../revocation/staleness-log.js';
import { Suspension } from '../revocation/suspension.js';
import type { Parts } from './assemble.js';
import { keySourcesOf } from './resolve-options.js';

/** What runs beside the requests: the feed, and whatever looks at the keys, the clock and the feed from time to time. */
export class Lifecycle {
  private readonly staleness: StalenessLog;
  private readonly skewLog: SkewLog;
  private readonly keepWarm: KeepWarm;
  private readonly suspension: Suspension;
  private started: Promise<void> | undefined;
  private isStopped = false;
  private following = false;

  constructor(private readonly parts: Parts) {
    const { options, freshness, cache, skew } = parts;
    this.keepWarm = new KeepWarm(keySourcesOf(options), (error) => {
      options.log.warn(`Keys are not at hand yet: ${reasonOf(error)}`);
    });
    this.staleness = new StalenessLog(freshness, options.log);
    this.skewLog = new SkewLog(skew, options.log);
    this.suspension = new Suspension(options.clock, () => {
      freshness.forget();
      cache.clear();
    });
  }

  /** @throws Error once it was stopped: its feed does not begin again */
  async start(): Promise<void> {
    if (this.isStopped) throw new Error('A verifier that was stopped can not be started again: make another one.');
    this.started ??= this.begin();
    return this.started;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.keepWarm.stop();
    this.suspension.stop();
    this.skewLog.stop();
    this.staleness.stop();
    if (this.following) await this.parts.feed?.stop();
  }

  private async begin(): Promise<void> {
    const { options, feed, intake } = this.parts;
    const { whenStale, log } = options;
    this.keepWarm.start();
    this.suspension.start();
    this.skewLog.start();
    if (feed === null) return;
    if (whenStale.mode === 'introspect' && whenStale.tokenStatus === undefined) {
      log.warn('revocation.whenStale has no tokenStatus to ask: requests get 503 while the feed is silent');
    }
    this.staleness.start();
    this.following = true;
    try {
      await feed.start(intake, log);
    } catch (error) {
      this.following = false; // It may be the feed of another verifier, which goes on.
      await this.stop();
      throw error;
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
}
