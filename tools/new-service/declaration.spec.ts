import { SERVICES } from '@hallpass/system';
import { systemFiles } from '../system/system-files.ts';
import { declarationFile, declarationOf } from './declaration.ts';
import { namesOf } from './names.ts';

const names = namesOf('x-y-zs');

describe('the declaration of a new service', () => {
  it('is a file of its own in libs/system', () => {
    const file = declarationFile(names, declarationOf(names, 4000))['libs/system/src/services/x-y-zs.ts'];
    expect(file).toMatch(/^export const xYZs = \{ name: "x-y-zs",.* mailFrom: undefined,.*\} as const satisfies/m);
  });

  it('brings the service into the configuration of the containers', () => {
    const files = systemFiles([...SERVICES, declarationOf(names, 4000)]);
    const [compose, production] = [files['docker-compose.yml'], files['docker-compose.production.yml']];
    expect(compose).toMatch(/^ {2}x-y-zs:\n {4}<<: \*service\n(?: {4}.*\n)+? {6}PORT: '4000'$/m);
    expect(compose).toMatch(/^ {2}migrate-x-y-zs:$/m);
    expect(compose).toContain('- secrets-x-y-zs:/volumes/x-y-zs');
    expect(compose).toMatch(/^ {2}secrets-x-y-zs:$/m);
    expect(compose).toContain('{"client_id":"x-y-zs","jwks_uri":"http://x-y-zs:4000/.well-known/jwks.json"');
    for (const secret of ['password', 'database-url', 'nats-seed', 'key-encryption-keys'])
      expect(production).toMatch(new RegExp(`^ {2}x-y-zs-${secret}: \\{ file:`, 'm'));
    expect(files['infra/gateway/Caddyfile']).toMatch(/^\timport service x-y-zs x-y-zs 4000 \d+$/m);
    expect(files['infra/gateway/Caddyfile']).toContain('handle /.well-known/oauth-protected-resource/x-y-zs {');
    expect(files['infra/nats/nats.conf']).toMatch(/^ +nkey: \$X_Y_ZS$/m);
    expect(files['infra/postgres/databases.sql']).toContain('\\set password `cat /run/secrets/x_y_zs`');
  });
});
