/**
 * Replays security events into a verifier that starts: the real feed over the real broker, every signature verified.
 * Parameters: the broker's URL, how many events.
 */
import { answer } from '../child.ts';
import { startVerifier, untilReady } from './running-verifier.ts';
import { eventIssuer, publishEvents } from './security-events.ts';

const [servers = '', count = 0] = [process.argv[2], Number(process.argv[3])];
const issuer = await eventIssuer();
await publishEvents(servers, issuer, count);
const startedAt = performance.now();
const verifier = await startVerifier(servers, issuer.keySource);
await untilReady(verifier);
const ms = performance.now() - startedAt;
const { accounts } = verifier.state.stats();
await verifier.stop();
answer({ count: accounts, ms });
