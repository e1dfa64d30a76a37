/**
 * Makes the secrets of a system in containers, each in the volume of those who may read it, and keeps what is there:
 * `node dist/main.js [folder of the volumes]`.
 */
import { makeSecrets } from './secrets/make-secrets.ts';

const made = await makeSecrets(process.argv[2] ?? '/volumes');
process.stdout.write(made.length === 0 ? 'setup: nothing to make\n' : `setup: made ${made.join(', ')}\n`);
