import { hash, parseOptions } from '@node-rs/argon2';
import { HashingQueue } from './hashing-queue.js';
import { DUMMY_HASH, PASSWORD_PARAMETERS, PasswordHasher } from './password-hasher.js';

const hasher = new PasswordHasher(new HashingQueue({ concurrency: 2, length: 10 }));

describe('password hashing', () => {
  it('is argon2id with the parameters that OWASP names', async () => {
    expect(await hasher.hash('a long enough password')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('knows the password again, and no other', async () => {
    const hashed = await hasher.hash('a long enough password');
    await expect(hasher.matches(hashed, 'a long enough password')).resolves.toBe(true);
    await expect(hasher.matches(hashed, 'a long enough passwort')).resolves.toBe(false);
  });

  it('takes one password typed as different code points for the same', async () => {
    const hashed = await hasher.hash('caf\u00e9 au lait');
    await expect(hasher.matches(hashed, 'cafe\u0301 au lait')).resolves.toBe(true);
  });

  it('does the same work for an account that is not there', async () => {
    expect(parseOptions(DUMMY_HASH)).toMatchObject(PASSWORD_PARAMETERS);
    await expect(hasher.matches(undefined, 'whatever')).resolves.toBe(false);
  });

  it('tells a hash with other parameters from today’s', async () => {
    const old = await hash('a long enough password', { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    expect(hasher.needsRehash(old)).toBe(true);
    expect(hasher.needsRehash(DUMMY_HASH)).toBe(false);
  });
});
