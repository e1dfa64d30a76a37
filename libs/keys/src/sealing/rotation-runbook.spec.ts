import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKeyEncryptionKeys } from './key-encryption-keys.js';

const ROOT = join(__dirname, '../../../..');
const RUNBOOK = readFileSync(join(ROOT, 'docs/runbooks/rotate-key-encryption-key.md'), 'utf8');

/** The commands of the steps, as a reader would copy them. */
const COMMANDS = [...RUNBOOK.matchAll(/^ {3}```bash\n( {3}node -e '[\s\S]*?)^ {3}```$/gm)].map(
  ([, command]) => command!,
);

describe('the runbook of the key-encryption key', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'hallpass runbook '))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has commands that distribute a new key, let it seal and take out the old one', () => {
    const file = join(folder, 'keys.json');
    const old = { kty: 'oct', kid: 'old', k: randomBytes(32).toString('base64url') };
    writeFileSync(file, JSON.stringify({ keys: [old] }));
    const afterEach = COMMANDS.map((command) => {
      const { status, stderr } = spawnSync('bash', ['-c', `KEYS='${file}'\n${command}`], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return parseKeyEncryptionKeys(readFileSync(file, 'utf8'), file);
    });
    const kid = expect.stringMatching(/^kek-[0-9a-f]{12}$/);
    expect(afterEach).toMatchObject([
      [
        { kid, opensOnly: true },
        { kid: 'old', opensOnly: false },
      ],
      [
        { kid, opensOnly: false },
        { kid: 'old', opensOnly: false },
      ],
      [{ kid, opensOnly: false }],
    ]);
    expect(
      new Set(afterEach.map(([{ kid, key } = { kid: '', key: new Uint8Array() }]) => `${kid} ${key.join()}`)).size,
    ).toBe(1);
  });

  it('names the line of the log as it is written', () => {
    const source = readFileSync(join(ROOT, 'libs/keys/src/resealing.ts'), 'utf8');
    const line = /`(nothing is left [^`]*)`/.exec(RUNBOOK)?.[1];
    expect(source).toContain(`'${line}'`);
  });
});
