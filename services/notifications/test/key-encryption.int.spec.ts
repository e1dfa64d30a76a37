import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing, KeySealer } from '@hallpass/keys';
import { eventually } from '@hallpass/testing';
import { decodeProtectedHeader } from 'jose';
import { Database } from '../src/database/database.js';
import { EmailTokens } from '../src/email/data/email-tokens.js';
import { SealedEmailTokens } from '../src/email/data/sealed-email-tokens.js';
import { Account } from './account.js';
import { Notifications } from './notifications.js';

const key = (kid: string) => ({ kty: 'oct', kid, k: randomBytes(32).toString('base64url') });
/** More than one slice of what is sealed anew. */
const MANY = 250;

describe('the key-encryption key of the service', () => {
  let folder: string;
  let first: Notifications;
  const running: Notifications[] = [];
  const [old, fresh] = [key('old'), key('new')];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-keks-'));
    first = await Notifications.start(await environment('before', [old]));
    running.push(first);
  });
  afterAll(async () => {
    for (const replica of running.slice(1)) await replica.stop();
    await first.stop();
    await rm(folder, { recursive: true });
  });

  const environment = async (name: string, keys: object[]) => {
    const file = join(folder, `${name}.json`);
    await writeFile(file, JSON.stringify({ keys }));
    return { KEY_ENCRYPTION_KEYS_FILE: file };
  };
  const start = async (name: string, keys: object[]) => {
    const replica = await first.replica(await environment(name, keys));
    running.push(replica);
    return replica;
  };
  const sealedUnder = async () => {
    const rows = await first.rows<{ sealed: string }>(
      `SELECT sealed_token AS sealed FROM emails WHERE sealed_token IS NOT NULL
       UNION ALL SELECT sealed_private_key FROM signing_keys WHERE sealed_private_key IS NOT NULL`,
    );
    return new Set(rows.map(({ sealed }) => decodeProtectedHeader(sealed).kid));
  };

  it('is replaced by the runbook, and no e-mail that waits loses its token', async () => {
    // One that waits for its recipient, MANY times: the token of each is sealed for its own row.
    const account = new Account(first);
    await first.rows('INSERT INTO recipients (account) VALUES ($1)', account.sub);
    const tokens = first.app.get(EmailTokens, { strict: false });
    const ids = Array.from({ length: MANY }, () => randomUUID());
    const sealed = await Promise.all(ids.map((id) => tokens.seal(id, `secret of ${id}`)));
    await first.rows(
      `INSERT INTO emails (id, account, kind, state, message_id, sealed_token, next_attempt_at, expires_at)
       SELECT id, $1, 'account.password-reset-requested', 'waiting', id::text, sealed, now(), now() + interval '1 day'
       FROM unnest($2::uuid[], $3::text[]) AS e (id, sealed)`,
      account.sub,
      ids,
      sealed,
    );
    expect(await sealedUnder()).toEqual(new Set(['old']));

    const distributed = [{ ...fresh, key_ops: ['unwrapKey'] }, old];
    const [one, other] = [await start('distributed-1', distributed), await start('distributed-2', distributed)];
    expect(await sealedUnder()).toEqual(new Set(['old']));
    const sql = first.app.get(Database, { strict: false });
    const sealer = await KeySealer.fromFile((await environment('too-early', [fresh])).KEY_ENCRYPTION_KEYS_FILE);
    const tooEarly = new KeyRing({ sql, sealer, definitions: [], sealedElsewhere: [new SealedEmailTokens(sql)] });
    await expect(tooEarly.start()).rejects.toThrow(/^token of e-mail .* is sealed under the key-encryption key "old"/);

    await Promise.all([start('sealing-1', [fresh, old]), start('sealing-2', [fresh, old])]);
    expect(await sealedUnder()).toEqual(new Set(['new']));
    for (const replica of [one, other]) {
      expect(await replica.app.get(EmailTokens, { strict: false }).open(...(await item(ids[0]!)))).toBe(
        `secret of ${ids[0]}`,
      );
    }
    const after = await start('after', [fresh]);
    const opened = await Promise.all(
      ids.map(async (id) => after.app.get(EmailTokens, { strict: false }).open(...(await item(id)))),
    );
    expect(opened).toEqual(ids.map((id) => `secret of ${id}`));
  }, 180_000); // Six replicas start.

  const item = async (id: string): Promise<[string, string]> => [id, String((await first.email(id))?.['sealed_token'])];

  it('that a replica does not have yet costs an e-mail nothing but time', async () => {
    const behind = first;
    await Promise.all(running.splice(1).map((replica) => replica.stop()));
    const account = await new Account(behind).settles();
    const file = (await environment('ahead', [fresh])).KEY_ENCRYPTION_KEYS_FILE;
    const id = randomUUID();
    const sealed = await new EmailTokens(await KeySealer.fromFile(file)).seal(id, 'eyJ.later.opened');
    await first.rows(
      `INSERT INTO emails (id, account, kind, state, message_id, sealed_token, next_attempt_at, expires_at)
       VALUES ($1, $2, 'account.password-reset-requested', 'pending', $3, $4, now(), now() + interval '1 day')`,
      id,
      account.sub,
      `<${id}@hallpass.test>`,
      sealed,
    );
    await eventually(async () => expect((await first.email(id))?.['attempts']).toBeGreaterThan(3), {
      timeoutMs: 30_000,
    });
    expect(await first.email(id)).toMatchObject({ state: 'pending', sealed_token: sealed });
    await start('caught-up', [fresh, old]);
    await eventually(async () => expect(await first.email(id)).toMatchObject({ state: 'sent' }), { timeoutMs: 30_000 });
    const sent = behind.mail.to(account.email).at(-1);
    expect(sent?.text).toContain('eyJ.later.opened');
  });
});
