import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '@hallpass/contracts';
import { prepared } from '@hallpass/platform';
import { Database } from '../../database/database.js';
import { EPOCH_FLOOR } from '../../tokens/data/epoch-floor.js';
import type { MintingAccount, MintingSession } from '../../tokens/domain/access-token.js';
import type { Grant } from '../domain/grant.js';
import { hashRefreshToken } from '../domain/refresh-token.js';
import { isUsable } from './live-session.js';

/** A presented refresh token with all that its exchange depends on, as it was at one moment. */
export interface Presentation {
  readonly id: string;
  readonly consumedAt: Date | null;
  readonly sealedSuccessor: string | null;
  readonly successor: { readonly consumedAt: Date | null } | undefined;
  /** Whether the session can be used by the request, and the account is active. */
  readonly isUsable: boolean;
  readonly session: MintingSession;
  readonly account: MintingAccount & { readonly roles: readonly Role[] };
  readonly grant: Grant;
}

/** What a rotation writes. */
export interface Rotation {
  readonly sealedSuccessor: string;
  readonly successor: string;
  readonly at: Date;
  readonly idleExpiresAt: Date;
  /** When the request arrived, in milliseconds. */
  readonly arrivedAt: number;
}

interface Row extends Omit<Presentation, 'successor' | 'session' | 'account' | 'grant'> {
  readonly successorId: string | null;
  readonly successorConsumedAt: Date | null;
  readonly sid: string;
  readonly clientId: string;
  readonly amr: string[];
  readonly authenticatedAt: Date;
  readonly expiresAt: Date;
  readonly resource: Grant['resource'];
  readonly scopes: Grant['scopes'];
  readonly accountId: string;
  readonly status: string;
  readonly roles: Role[];
  readonly tokenEpoch: number;
  readonly passwordChangedAt: Date;
}

const READ = prepared(
  'read_presentation',
  `SELECT t.id, t.consumed_at AS "consumedAt", t.sealed_successor AS "sealedSuccessor",
     n.id AS "successorId", n.consumed_at AS "successorConsumedAt",
     ${isUsable('$2::timestamptz')} AS "isUsable",
     s.id AS sid, s.client_id AS "clientId", s.amr, s.authenticated_at AS "authenticatedAt", s.expires_at AS "expiresAt",
     s.resource, s.granted_scopes AS scopes,
     a.id AS "accountId", a.status, a.roles, greatest(a.token_epoch, ${EPOCH_FLOOR}) AS "tokenEpoch", a.password_changed_at AS "passwordChangedAt"
   FROM refresh_tokens t
     JOIN sessions s ON s.id = t.session_id
     JOIN accounts a ON a.id = s.account_id
     LEFT JOIN refresh_tokens n ON n.predecessor_id = t.id
   WHERE t.token_hash = $1::bytea`,
);

/**
 * Locks the account, then the session, then the token (ADR 12). Each lock reads its row anew and looks at the conditions again, so
 * that what another transaction changed meanwhile counts: nothing is written unless all of it still holds.
 */
const ROTATE = prepared(
  'rotate_refresh_token',
  `WITH a AS MATERIALIZED (
     SELECT * FROM accounts WHERE id = $1::uuid AND greatest(token_epoch, ${EPOCH_FLOOR}) = $2::int FOR NO KEY UPDATE
   ), locked AS MATERIALIZED (
     SELECT s.id FROM a JOIN sessions s ON s.account_id = a.id
     WHERE s.id = $3::uuid AND ${isUsable('$4::timestamptz')} FOR UPDATE OF s
   ), consumed AS (
     UPDATE refresh_tokens t SET consumed_at = $6::timestamptz, sealed_successor = $7 FROM locked
     WHERE t.id = $5::uuid AND t.session_id = locked.id AND t.consumed_at IS NULL RETURNING t.id, t.session_id
   ), successor AS (
     INSERT INTO refresh_tokens (id, session_id, token_hash, predecessor_id, issued_at)
     SELECT $8::uuid, session_id, $9::bytea, id, $6::timestamptz FROM consumed
   ), used AS (
     UPDATE sessions SET refreshed_at = $6::timestamptz, idle_expires_at = $10::timestamptz FROM consumed
     WHERE sessions.id = consumed.session_id
   )
   SELECT id FROM consumed`,
);

/** The two statements of a refresh: one that reads all it depends on, and one that changes all of it or nothing. */
@Injectable()
export class Presentations {
  constructor(private readonly database: Database) {}

  /** @param arrivedAt when the request arrived, in milliseconds */
  async read(token: string, arrivedAt: number): Promise<Presentation | undefined> {
    const at = new Date(arrivedAt).toISOString();
    const [row] = await this.database.$queryRawUnsafe<Row[]>(READ, hashRefreshToken(token), at);
    return row && toPresentation(row);
  }

  /**
   * Consumes the token, inserts its successor and prolongs the session. False, and nothing is changed, when the epoch of the
   * account has moved, the session has ended or the token was consumed since it was read.
   */
  async rotate({ id, session, account }: Presentation, rotation: Rotation): Promise<boolean> {
    const rows = await this.database.$queryRawUnsafe<unknown[]>(
      ROTATE,
      account.id,
      account.tokenEpoch,
      session.id,
      new Date(rotation.arrivedAt).toISOString(),
      id,
      rotation.at.toISOString(),
      rotation.sealedSuccessor,
      randomUUID(),
      hashRefreshToken(rotation.successor),
      rotation.idleExpiresAt.toISOString(),
    );
    return rows.length === 1;
  }
}

function toPresentation(row: Row): Presentation {
  const { id, consumedAt, sealedSuccessor, isUsable, sid, clientId, amr, authenticatedAt, expiresAt } = row;
  const { accountId, status, roles, tokenEpoch, passwordChangedAt, resource, scopes } = row;
  return {
    id,
    consumedAt,
    sealedSuccessor,
    successor: row.successorId === null ? undefined : { consumedAt: row.successorConsumedAt },
    isUsable,
    session: { id: sid, clientId, amr, authenticatedAt, expiresAt },
    account: { id: accountId, status, roles, tokenEpoch, passwordChangedAt },
    grant: { resource, scopes },
  };
}
