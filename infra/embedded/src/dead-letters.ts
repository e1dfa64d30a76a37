/** `npm run dead-letters -- list | replay <sequence>`: the command of Notifications, at the broker of the system that runs. */
import { spawnSync } from 'node:child_process';
import { serviceFolder } from './system/services.ts';
import { defaultStateDir, runningSystem, statePaths } from './system/index.ts';

const running = await runningSystem(statePaths(defaultStateDir()).record);
if (running?.ready === undefined) {
  console.error('No system runs here: start one with `npm start`.');
  process.exitCode = 1;
} else {
  const { status } = spawnSync(process.execPath, ['dist/cli/dead-letters.js', ...process.argv.slice(2)], {
    cwd: serviceFolder('notifications'),
    env: { NATS_URL: running.ready.urls.nats },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
