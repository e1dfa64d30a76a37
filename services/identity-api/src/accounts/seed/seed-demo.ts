import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { type Config, CONFIG } from '../../config.js';
import { Database, type Tx } from '../../database/database.js';
import { Announcer } from '../../outbox/announce.js';
import { emailVerified, registered } from '../account-messages.js';
import { AccountRepository } from '../data/account.repository.js';
import { PasswordHasher } from '../hashing/password-hasher.js';
import { DEMO_ACCOUNTS, type DemoAccount } from './demo-accounts.js';

/** Any number, the same in every replica: who holds it seeds. */
const ADVISORY_LOCK = 7_240_117;

/** Where `SEED_DEMO=true`, makes the demo accounts that are not there yet, verified, and announces them like any other. */
@Injectable()
export class SeedDemo implements OnApplicationBootstrap {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly accounts: AccountRepository,
    private readonly hasher: PasswordHasher,
    private readonly announcer: Announcer,
    private readonly audit: AuditTrail,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.SEED_DEMO) return;
    if (this.config.NODE_ENV === 'production') {
      throw new Error('SEED_DEMO=true makes accounts with known passwords. Leave it out where NODE_ENV=production.');
    }
    await this.database.$transaction((tx) => this.seed(tx));
  }

  private async seed(tx: Tx): Promise<void> {
    await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock($1::bigint)', ADVISORY_LOCK);
    for (const demo of DEMO_ACCOUNTS) {
      if (!(await this.accounts.findByEmail(tx, demo.email))) await this.make(tx, demo);
    }
  }

  private async make(tx: Tx, { email, displayName, password, roles }: DemoAccount): Promise<void> {
    const passwordHash = await this.hasher.hash(password);
    const account = await this.accounts.insert(tx, { email, displayName, passwordHash, roles, verified: true });
    // Somebody registered the address just now: it is theirs.
    if (!account) return;
    const target = { targetType: 'account', targetId: account.id } as const;
    await this.audit.record(tx, { action: 'account.seeded', ...target, origin: {} });
    await this.announcer.add(tx, registered(account, null), emailVerified(account));
  }
}
