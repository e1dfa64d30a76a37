/**
 * Replays security events into a verifier that starts: the real feed over the real broker, every signature verified.
 * Parameters: the broker's URL, how many events.
 */
import { RevocationState } from '@hallpass/auth';
import { answer } from '../child.ts';
import { untilReady, verifierApplication } from './running-verifier.ts';
import { eventIssuer, publishEvents } from './security-events.ts';

const [servers = '', count = 0] = [process.argv[2], Number(process.argv[3])];
const issuer = await eventIssuer();
await publishEvents(servers, issuer, count);
const startedAt = performance.now();
const app = await verifierApplication(servers, issuer.keySource);
await untilReady(app);
const ms = performance.now() - startedAt;
const { accounts } = app.get(RevocationState).stats();
await app.close();
answer({ count: accounts, ms });
