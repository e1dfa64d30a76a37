import { join } from 'node:path';
import { SERVICE_NAMES } from '@hallpass/system';
import { docker, REPOSITORY } from './system/docker-compose.ts';

interface Service {
  environment?: Record<string, string>;
  volumes?: { type: string; source: string; target: string }[];
  secrets?: { source: string; target: string }[];
  ports?: { target: number; published: string; host_ip?: string }[];
  networks?: Record<string, unknown>;
}

const files = ['docker-compose.yml', 'docker-compose.production.yml'].flatMap((file) => ['-f', join(REPOSITORY, file)]);
const variables = { HALLPASS_DOMAIN: 'hallpass.example.com', MAIL_FROM: 'no-reply@hallpass.example.com' };

describe('the override for production', () => {
  let services: Record<string, Service>;
  beforeAll(async () => {
    const config = await docker(['compose', ...files, '--profile', '*', 'config', '--format', 'json'], { variables });
    services = (JSON.parse(config) as { services: Record<string, Service> }).services;
  });
  const of = (name: string): Service => services[name] ?? {};

  it('has no demo accounts, no mail catcher, and limits on attempts', () => {
    expect(Object.keys(services)).not.toContain('maildev');
    for (const name of SERVICE_NAMES) {
      expect(of(name).environment).toMatchObject({
        NODE_ENV: 'production',
        ISSUER: 'https://hallpass.example.com/identity',
      });
      expect(Object.keys(of(name).environment ?? {}).join()).not.toMatch(/SEED_DEMO|ATTEMPTS|REQUESTS_PER/);
    }
  });

  it('takes secrets from files, each for the one who may read it', () => {
    const holders = Object.entries(services).filter(([, { volumes = [] }]) =>
      volumes.some(({ source }) => source.startsWith('secrets-')),
    );
    expect(holders).toEqual([]);
    for (const name of SERVICE_NAMES) {
      const given = of(name).secrets ?? [];
      for (const { source } of given) expect(source.startsWith(`${name}-`) || source === 'smtp-url').toBe(true);
      expect(given.map(({ target }) => target)).toEqual(
        expect.arrayContaining(['database-url', 'nats-seed', 'key-encryption-keys']),
      );
    }
  });

  it('is entered at 443 and 80 alone, under one domain', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port.target, port.host_ip]),
    );
    expect(published).toEqual([
      ['gateway', 443, '0.0.0.0'],
      ['gateway', 80, '0.0.0.0'],
    ]);
    expect(of('gateway').environment).toMatchObject({
      HALLPASS_ORIGIN: 'https://hallpass.example.com',
      HTTP_PORT: '80',
    });
  });

  it('has nobody but the gateway where it is entered: what a service hears there would not be believed', () => {
    const outside = Object.entries(services).filter(([, { networks = {} }]) => 'outside' in networks);
    expect(outside.map(([name]) => name)).toEqual(['gateway']);
    expect(Object.keys(of('notifications').networks ?? {}).sort()).toEqual(['edge', 'inner', 'mail']);
  });

  it('does not begin without a domain', async () => {
    const config = ['compose', ...files, 'config', '--quiet'];
    await expect(docker(config, { variables: { MAIL_FROM: 'x@example.com' } })).rejects.toThrow('HALLPASS_DOMAIN');
  });
});
