import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { KeyRing } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { repeatSecurityEvents } from '../outbox/repeat-security-events.js';
import { securityStream } from '../outbox/security-stream.js';

const EVERY_MS = 5_000;
/** Every replica has reloaded its keys by then (each 5 s), and published what it had signed before. */
const AFTER_MS = 15_000;

/**
 * Repeats the security events a second time, some seconds after the withdrawal of the key that signs them: a replica that had
 * not heard of it may have gone on signing. Every replica does so, also one that starts later; together they do it once.
 */
@Injectable()
export class SecondRepetition implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SecondRepetition.name);
  private readonly done = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly keys: KeyRing,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.round = this.round.then(() => this.run())), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  private async run(): Promise<void> {
    const { maxAgeMs } = securityStream(this.config.ACCESS_TOKEN_TTL_SECONDS);
    for (const kid of this.due(maxAgeMs)) {
      try {
        await repeatSecurityEvents(this.database, { maxAgeMs, name: `${kid} 2` });
        this.done.add(kid);
      } catch (error) {
        this.logger.warn({ msg: 'security events could not be repeated; the next round tries again', err: error });
      }
    }
  }

  private due(maxAgeMs: number): string[] {
    const now = this.clock.now();
    return this.keys
      .list()
      .filter(({ useCase, withdrawnAt }) => {
        const age = withdrawnAt === null ? -1 : now - withdrawnAt.getTime();
        return useCase === 'security-events' && age >= AFTER_MS && age <= maxAgeMs;
      })
      .map(({ kid }) => kid)
      .filter((kid) => !this.done.has(kid));
  }
}
