import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '@hallpass/keys';
import { IdentityApp } from './identity-app.js';
import { People } from './people.js';

const key = (kid: string) => ({ kty: 'oct', kid, k: randomBytes(32).toString('base64url') });

describe('a replica whose file lacks the key-encryption key of the active signing key', () => {
  let folder: string;
  let behind: IdentityApp;
  let ahead: IdentityApp;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hallpass-keks-'));
    const [old, fresh] = [key('old'), key('new')];
    behind = await IdentityApp.start(await environment('behind', [old]));
    ahead = await behind.replica(await environment('ahead', [fresh, old]));
  });
  afterAll(async () => {
    await behind.stop();
    await rm(folder, { recursive: true });
  });

  const environment = async (name: string, keys: object[]) => {
    const file = join(folder, `${name}.json`);
    await writeFile(file, JSON.stringify({ keys }));
    return { KEY_ENCRYPTION_KEYS_FILE: file };
  };

  it('is not ready, and answers 503 with Retry-After to whoever needs a signature, until it has that key', async () => {
    const people = new People(behind);
    const person = await people.open();
    const session = await people.login(person);
    const ring = ahead.app.get(KeyRing, { strict: false });
    await ring.withdraw(ring.signingKey('identity-api').kid, 'leaked');
    await behind.app.get(KeyRing, { strict: false }).reload();

    const ready = await behind.get('/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { checks: { keys: { status: 'error' } } } });
    expect(ready.body.checks.keys.detail).toContain('sealed under the key-encryption key "new"');
    const login = await people.tryLogin(person);
    expect(login).toMatchObject({ status: 503, body: { code: 'signing_key_unavailable' } });
    expect(login.headers.get('retry-after')).toBe('5');
    const refreshed = await people.refresh(session);
    expect(refreshed).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    expect(refreshed.headers.get('retry-after')).toBe('5');

    expect(await ahead.get('/health/ready')).toMatchObject({
      status: 200,
      body: { checks: { keys: { status: 'ok' } } },
    });
    const again = await new People(ahead).refresh(session);
    expect(again.status).toBe(200);
    expect((await ahead.get('/metrics')).body).toMatch(/^sealed_under_older_keys 0$/m);
  });
});
