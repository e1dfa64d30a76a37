/** `npm run revoke-all -- --reason <text>`: the command of IdentityAPI, on the system that runs. */
import { spawnSync } from 'node:child_process';
import { perService } from '@hallpass/system';
import { defaultStateDir, FIXED_PORTS, runningSystem, statePaths } from './system/index.ts';
import { ensureSecrets, keyEncryptionKeysFile } from './system/secrets.ts';
import { serviceEnvironment, serviceFolder, serviceUrl } from './system/services.ts';

const paths = statePaths(defaultStateDir());
const running = await runningSystem(paths.record);
if (running?.ready === undefined) {
  console.error('No system runs here: start one with `npm start`.');
  process.exitCode = 1;
} else {
  const { urls } = running.ready;
  const port = (url: string) => Number(new URL(url).port);
  const surroundings = {
    ports: { ...FIXED_PORTS, nats: port(urls.nats), postgres: port(urls.postgres) },
    urls,
    addresses: perService((name) => [serviceUrl(name, urls)] as const),
    secrets: await ensureSecrets(paths, []),
    keyFiles: perService((name) => keyEncryptionKeysFile(paths, name)),
  };
  const { status } = spawnSync(process.execPath, ['dist/cli/revoke-all.js', ...process.argv.slice(2)], {
    cwd: serviceFolder('identity-api'),
    env: serviceEnvironment('identity-api', surroundings, 0),
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
