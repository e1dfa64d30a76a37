import type { SqlExecutor } from '@hallpass/ports';

/** The last floor, in SQL. NULL where there is none: `greatest` passes over it. */
export const EPOCH_FLOOR = '(SELECT max(min_epoch) FROM token_epoch_floors)';

/** Epochs that accounts may be given by transactions which have not committed yet. */
const MARGIN = 1024;
/**
 * Seconds since 2020: above what a restored database knows, as long as no account was given more than one epoch a second since
 * the floor before.
 */
const SECONDS = `floor(extract(epoch FROM $3::timestamptz) - 1577836800)::integer`;

const RAISE = `
  INSERT INTO token_epoch_floors (min_epoch, id, reason, raised_at)
  SELECT greatest(${SECONDS}, ${EPOCH_FLOOR} + 1, (SELECT max(token_epoch) FROM accounts) + ${MARGIN}), $1::uuid, $2,
    $3::timestamptz
  ON CONFLICT (id) DO NOTHING`;

export interface FloorRise {
  /** Of the revocation. The same one again raises nothing. */
  readonly id: string;
  readonly reason: string;
  readonly at: Date;
}

/** A floor under the epochs of all accounts. */
export interface Floor {
  readonly minEpoch: number;
  readonly raisedAt: Date;
  /** False where that revocation had raised it before. */
  readonly isNew: boolean;
}

/**
 * Raises the floor above every epoch there is, in the caller's transaction: whatever was minted or opened before is invalid.
 * However many accounts there are, it writes one row.
 */
export async function raiseEpochFloor(tx: SqlExecutor, { id, reason, at }: FloorRise): Promise<Floor> {
  await tx.$queryRawUnsafe(`SELECT pg_advisory_xact_lock(hashtextextended('hallpass.token-epoch-floor', 0))::text`);
  const raised = await tx.$executeRawUnsafe(RAISE, id, reason, at.toISOString());
  const [floor] = await tx.$queryRawUnsafe<Omit<Floor, 'isNew'>[]>(
    `SELECT min_epoch AS "minEpoch", raised_at AS "raisedAt" FROM token_epoch_floors WHERE id = $1::uuid`,
    id,
  );
  if (floor === undefined) throw new Error(`there is no floor of the revocation ${id}`);
  return { ...floor, isNew: raised === 1 };
}

/** The last floor; undefined where there is none. */
export async function findEpochFloor(sql: SqlExecutor): Promise<Omit<Floor, 'isNew'> | undefined> {
  const [floor] = await sql.$queryRawUnsafe<Omit<Floor, 'isNew'>[]>(
    `SELECT min_epoch AS "minEpoch", raised_at AS "raisedAt" FROM token_epoch_floors ORDER BY min_epoch DESC LIMIT 1`,
  );
  return floor;
}
