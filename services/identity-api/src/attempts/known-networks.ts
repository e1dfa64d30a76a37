import { prepared } from '@hallpass/platform';
import type { Clock, SqlExecutor } from '@hallpass/ports';

/** An account and a network, both as digests. */
export interface AccountNetwork {
  readonly account: string;
  readonly network: string;
}

/** Milliseconds for which a network counts as known after the last login from it. */
export const KNOWN_NETWORK_KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** The most networks that are known of one account; beyond it the one that was longest unused is forgotten. */
const NETWORKS_PER_ACCOUNT = 20;
/** A network that was noted within this time is not noted again: most logins write nothing. */
const NOTED_AGAIN_AFTER = `interval '1 day'`;

const FIND = prepared(
  'find_known_network',
  `SELECT 1 FROM known_networks WHERE account = $1 AND network = $2 AND last_login_at > $3::timestamptz`,
);
const NOTE = `
  INSERT INTO known_networks AS k (account, network, last_login_at) VALUES ($1, $2, $3::timestamptz)
  ON CONFLICT (account, network) DO UPDATE SET last_login_at = excluded.last_login_at
  WHERE k.last_login_at < excluded.last_login_at - ${NOTED_AGAIN_AFTER}`;
const FORGET_EXCESS = `
  DELETE FROM known_networks WHERE account = $1 AND network IN (
    SELECT network FROM known_networks WHERE account = $1 ORDER BY last_login_at DESC, network OFFSET $2::int)`;

/** The networks from which the owner of an account has proved to be the owner. */
export class KnownNetworks {
  constructor(
    private readonly sql: SqlExecutor,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  async isKnown({ account, network }: AccountNetwork): Promise<boolean> {
    return (
      (await this.sql.$queryRawUnsafe<unknown[]>(FIND, account, network, this.ago(KNOWN_NETWORK_KEPT_MS))).length === 1
    );
  }

  async note({ account, network }: AccountNetwork): Promise<void> {
    const noted = await this.sql.$executeRawUnsafe(NOTE, account, network, this.ago(0));
    if (noted === 1) await this.sql.$executeRawUnsafe(FORGET_EXCESS, account, NETWORKS_PER_ACCOUNT);
  }

  private ago(ms: number): string {
    // eslint-disable-next-line no-restricted-syntax -- a point in time, for the database
    return new Date(this.clock.now() - ms).toISOString();
  }
}
