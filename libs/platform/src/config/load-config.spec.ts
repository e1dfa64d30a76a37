import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { insecureWhen } from './insecure.js';
import { loadConfig } from './load-config.js';
import { serviceConfig } from './service-config.js';

const COMPLETE = {
  PORT: '3001',
  PUBLIC_URL: 'http://127.0.0.1:3001',
  ISSUER: 'http://127.0.0.1:3001/',
  DATABASE_URL: 'postgresql://u:hall-pass-secret@127.0.0.1:5433/identity',
  NATS_URL: 'nats://127.0.0.1:4222',
  KEY_ENCRYPTION_KEYS_FILE: '/run/secrets/keys.json',
};
const schema = serviceConfig.extend({
  SEED_DEMO: insecureWhen(
    z.stringbool().default(false).describe('true or false'),
    (seed) => seed,
    'everybody knows the demo passwords',
  ),
});

function errorOf(load: () => unknown): ConfigError {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
const refusal = (environment: Record<string, string>) => errorOf(() => loadConfig(schema, environment)).message;

describe('the configuration', () => {
  it('is typed, with defaults, and URLs without a slash at the end', () => {
    expect(loadConfig(schema, COMPLETE)).toEqual({
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      CORS_ORIGINS: [],
      PORT: 3001,
      PUBLIC_URL: 'http://127.0.0.1:3001',
      ISSUER: 'http://127.0.0.1:3001',
      DATABASE_URL: COMPLETE.DATABASE_URL,
      NATS_URL: COMPLETE.NATS_URL,
      LISTEN_WHEN_READY_MS: 0,
      LOG_LEVEL: 'info',
      TRUST_PROXY: false,
      SHUTDOWN_TIMEOUT_MS: 10_000,
      BODY_LIMIT_BYTES: 65_536,
      KEY_ENCRYPTION_KEYS_FILE: '/run/secrets/keys.json',
      SEED_DEMO: false,
    });
  });

  it('when wrong, names every variable and what it accepts, and shows no value', () => {
    const message = refusal({
      ...COMPLETE,
      PORT: 'hall-pass',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'hall-pass-secret',
      ISSUER: '',
    });
    expect(message).toContain('PORT: is not valid');
    expect(message).toContain('(accepts a port from 0 to 65535, 0 for any free one)');
    expect(message).toMatch(/LOG_LEVEL: is not valid: .*\(accepts fatal, error, warn, info, debug, trace or silent\)/);
    expect(message).toMatch(/DATABASE_URL: is not valid: .*\(accepts a PostgreSQL URL, such as .*\)/);
    expect(message).toContain('ISSUER: is not set (accepts an http(s) URL');
    expect(message).not.toContain('hall-pass');
    expect(message.split('\n')).toHaveLength(5);
  });

  it('shows no stack: whoever reads it looks for a variable', () => {
    expect(errorOf(() => loadConfig(schema, {})).stack).not.toMatch(/^\s+at /m);
  });

  it('counts an empty value as unset', () => {
    expect(loadConfig(schema, { ...COMPLETE, LOG_LEVEL: '' }).LOG_LEVEL).toBe('info');
  });

  it.each([
    ['true', true],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('takes TRUST_PROXY=%s', (value, expected) => {
    expect(loadConfig(schema, { ...COMPLETE, TRUST_PROXY: value }).TRUST_PROXY).toEqual(expected);
  });

  it.each(['yes', '10.0.0.0/33', '10.0.0', 'proxy.example.com', '127.0.0.1,'])('refuses TRUST_PROXY=%s', (value) => {
    expect(refusal({ ...COMPLETE, TRUST_PROXY: value })).toContain('TRUST_PROXY: is not valid');
  });

  describe('from a file', () => {
    let file: string;
    beforeAll(async () => {
      file = join(await mkdtemp(join(tmpdir(), 'hallpass-config-')), 'password');
      await writeFile(file, 'from-a-file\n');
    });

    it('is read, without the white space around it', () => {
      expect(loadConfig(schema, { ...COMPLETE, NATS_PASSWORD_FILE: file }).NATS_PASSWORD).toBe('from-a-file');
    });

    it('is refused beside a value', () => {
      const message = refusal({ ...COMPLETE, NATS_PASSWORD: 'x', NATS_PASSWORD_FILE: file });
      expect(message).toContain('NATS_PASSWORD: is set twice, also by NATS_PASSWORD_FILE');
    });

    it('is refused when it can not be read', () => {
      const message = refusal({ ...COMPLETE, NATS_PASSWORD_FILE: `${file}.not` });
      expect(message).toContain(`NATS_PASSWORD_FILE: can't be read: ENOENT`);
    });
  });

  describe('that is fit for development only', () => {
    const INSECURE = [
      ['SEED_DEMO', { SEED_DEMO: 'true' }],
      ['PUBLIC_URL', { PUBLIC_URL: 'http://identity.example.com' }],
      ['ISSUER', { ISSUER: 'http://identity.example.com' }],
      ['NATS_URL', { NATS_URL: 'nats://broker:4222' }],
    ] as const;

    it.each(INSECURE)('stops the start in production: %s', (variable, values) => {
      expect(refusal({ ...COMPLETE, ...values, NODE_ENV: 'production' })).toContain(`${variable}: is insecure: `);
    });

    it.each(INSECURE)('warns elsewhere: %s', (variable, values) => {
      const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
      expect(loadConfig(schema, { ...COMPLETE, ...values })).toBeDefined();
      expect(warn.mock.calls).toEqual([
        [expect.stringContaining(`${variable} is insecure: `) as string, 'InsecureConfiguration'],
      ]);
      warn.mockRestore();
    });

    it('is not what production has', () => {
      const production = {
        ...COMPLETE,
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://identity.example.com',
        ISSUER: 'https://identity.example.com',
        NATS_URL: 'nats://broker:4222',
        NATS_USER: 'identity-api',
      };
      expect(loadConfig(schema, production)).toMatchObject({ NODE_ENV: 'production', NATS_USER: 'identity-api' });
    });

    it('is not a broker that knows the service by its key', () => {
      const production = {
        ...COMPLETE,
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://identity.example.com',
        ISSUER: 'https://identity.example.com',
        NATS_URL: 'nats://broker:4222',
      };
      expect(() => loadConfig(schema, production)).toThrow('NATS_URL: is insecure');
      const seed = `SU${'A'.repeat(56)}`;
      expect(loadConfig(schema, { ...production, NATS_NKEY_SEED: seed })).toMatchObject({ NATS_NKEY_SEED: seed });
      expect(() => loadConfig(schema, { ...production, NATS_NKEY_SEED: 'UNOSEED' })).toThrow('the seed of a user nkey');
    });
  });
});
