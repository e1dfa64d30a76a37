import 'reflect-metadata';
import { createApp, loadConfig } from '@hallpass/platform';
import { systemClock } from '@hallpass/ports';
import { runRevokeAllCommand } from '../administration/cli/revoke-all-command.js';
import { RevokeAll } from '../administration/use-cases/revoke-all.js';
import { AppModule } from '../app.module.js';
import { configSchema } from '../config.js';

// The service as it is, but it does not listen. What it would log is not what the command answers.
const config = { ...loadConfig(configSchema), LOG_LEVEL: 'silent' as const, SEED_DEMO: false };
try {
  const app = await createApp(AppModule.forRoot(config), {
    name: 'identity-api',
    title: 'Hallpass IdentityAPI',
    config,
  });
  process.exitCode = await runRevokeAllCommand(process.argv.slice(2), {
    revokeAll: app.get(RevokeAll, { strict: false }),
    print: (line) => process.stdout.write(`${line}\n`),
    monotonic: () => systemClock.monotonic(),
  });
  await app.close();
} catch (error) {
  console.error('Nothing was revoked, or it is not known: run the command again.', error);
  process.exitCode = 1;
  // What did start, such as a connection, must not keep the process.
  setImmediate(() => process.exit());
}
