import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { KeepWarm } from '../key-sets/keep-warm.js';
import { keySourcesOf, type ResolvedAuthOptions } from '../resolve-options.js';
import type { Freshness } from '../revocation/freshness.js';
import type { RevocationIntake } from '../revocation/revocation-intake.js';
import type { RevocationState } from '../revocation/revocation-state.js';
import { StalenessLog } from '../revocation/staleness-log.js';
import { Suspension } from '../revocation/suspension.js';
import type { SessionCache } from '../sessions/session-cache.js';

/** Connects the revocation state with what it acts on, and runs the feed as long as the application runs. */
export class AuthLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Auth');
  private readonly staleness: StalenessLog;
  private readonly keepWarm: KeepWarm;
  private readonly suspension: Suspension;

  constructor(
    private readonly options: ResolvedAuthOptions,
    private readonly intake: RevocationIntake,
    state: RevocationState,
    cache: SessionCache,
    freshness: Freshness,
  ) {
    this.keepWarm = new KeepWarm(keySourcesOf(options), (error) => {
      this.logger.warn(`Keys are not at hand yet: ${reasonOf(error)}`);
    });
    this.staleness = new StalenessLog(freshness, this.logger);
    this.suspension = new Suspension(options.clock, () => {
      freshness.forget();
      cache.clear();
    });
    state.onRevoked((event) => {
      cache.evict(event);
      if (event.kind !== 'key') return;
      options.keySource.withdraw(event.kid);
      options.securityEventKeySource.withdraw(event.kid);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const { feed, whenStale } = this.options;
    this.keepWarm.start();
    this.suspension.start();
    if (feed === null) return;
    if (whenStale.mode === 'introspect' && whenStale.tokenStatus === undefined) {
      this.logger.warn('revocation.whenStale has no tokenStatus to ask: requests get 503 while the feed is silent');
    }
    this.staleness.start();
    await feed.start(this.intake);
  }

  async onApplicationShutdown(): Promise<void> {
    this.keepWarm.stop();
    this.suspension.stop();
    this.staleness.stop();
    await this.options.feed?.stop();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
}
