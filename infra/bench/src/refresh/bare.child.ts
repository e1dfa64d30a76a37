/** Refreshes by `pg` and `jose` alone: the least that rotating under the same locks and signing takes. Answers with a rate. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { Client } from 'pg';
import { answer } from '../child.ts';

const [databaseUrl = '', sids = '', seconds = '1'] = process.argv.slice(2);
const { privateKey } = await generateKeyPair('ES256');

interface Family {
  readonly accountId: string;
  readonly sid: string;
  id: string;
}

const FIND = `SELECT t.id, t.session_id AS sid, s.account_id AS "accountId" FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
  WHERE t.session_id = $1 AND t.consumed_at IS NULL`;
const STATEMENTS = {
  account: 'SELECT status, roles, token_epoch FROM accounts WHERE id = $1 FOR NO KEY UPDATE',
  session: 'SELECT * FROM sessions WHERE id = $1 AND ended_at IS NULL FOR UPDATE',
  consume: 'UPDATE refresh_tokens SET consumed_at = now(), sealed_successor = $2 WHERE id = $1 AND consumed_at IS NULL',
  insert:
    'INSERT INTO refresh_tokens (id, session_id, token_hash, predecessor_id, issued_at) VALUES ($1, $2, $3, $4, now())',
  touch: 'UPDATE sessions SET refreshed_at = now(), idle_expires_at = expires_at WHERE id = $1',
};

async function refresh(client: Client, family: Family): Promise<void> {
  const run = async (name: keyof typeof STATEMENTS, values: unknown[]) => {
    const { rowCount } = await client.query({ name, text: STATEMENTS[name], values });
    if (rowCount !== 1) throw new Error(`${name} found ${String(rowCount)} rows`);
  };
  const [id, token] = [randomUUID(), randomBytes(32)];
  await client.query('BEGIN');
  await run('account', [family.accountId]);
  await run('session', [family.sid]);
  await run('consume', [family.id, randomBytes(71).toString('base64url')]);
  await run('insert', [id, family.sid, createHash('sha256').update(token).digest(), family.id]);
  await run('touch', [family.sid]);
  await client.query('COMMIT');
  const claims = { sub: family.accountId, sid: family.sid, epoch: 0, scope: 'account', jti: randomUUID() };
  await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setExpirationTime('5m')
    .sign(privateKey);
  family.id = id;
}

async function refreshAllTheTime(sid: string, until: number): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const [family] = (await client.query<Family>(FIND, [sid])).rows;
    if (family === undefined) throw new Error(`session ${sid} has no live refresh token`);
    let count = 0;
    for (; performance.now() < until; count++) await refresh(client, family);
    return count;
  } finally {
    await client.end();
  }
}

const until = performance.now() + Number(seconds) * 1000;
const counts = await Promise.all(sids.split(',').map((sid) => refreshAllTheTime(sid, until)));
answer({ rate: counts.reduce((sum, count) => sum + count, 0) / Number(seconds) });
