/**
 * A revocation feed of your own: `node revocation-feed.ts`.
 *
 * It polls, as for SETs by RFC 8936. Whatever delivers the issuer's security events in order can take the place of `read`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthError,
  createVerifier,
  systemClock,
  type Log,
  type RevocationFeed,
  type RevocationSink,
} from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer } from '@hallpass/verifier/testing';

const EVERY_MS = 100;

class PollingFeed implements RevocationFeed {
  private readonly read: (position: number) => Promise<readonly string[]>;
  private readonly stopping = new AbortController();
  private position = 0;
  private heardAt = -Infinity;
  private running: Promise<void> | undefined;

  /** @param read the security event tokens after that position, all of them */
  constructor(read: (position: number) => Promise<readonly string[]>) {
    this.read = read;
  }

  /** Begins in the background: an issuer that is away is no reason not to start. */
  async start(sink: RevocationSink, log: Log = console): Promise<void> {
    this.running ??= this.run(sink, log);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  lastHeardAt(): number {
    return this.heardAt;
  }

  private async run(sink: RevocationSink, log: Log): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // What fails is asked for again; until then the verifier hears nothing, and its policy for a stale state decides.
      await this.poll(sink).catch((error: unknown) => log.warn(`The events could not be read: ${String(error)}`));
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async poll(sink: RevocationSink): Promise<void> {
    // Counts from the question: what was published while the answer was on its way is not in it.
    const askedAt = systemClock.monotonic();
    for (const token of await this.read(this.position)) {
      await sink.apply(token); // Rejects when the event can't be judged now: it has to be read again.
      this.position++;
    }
    this.heardAt = askedAt;
  }
}

const issuer = await LocalIssuer.create();
const published: string[] = [];
const verifier = createVerifier({
  issuer: ISSUER,
  audience: AUDIENCE,
  keySource: issuer.keySource,
  securityEventKeySource: issuer.securityEventKeySource,
  revocation: { feed: new PollingFeed(async (position) => published.slice(position)), whenStale: { mode: 'deny' } },
});
await verifier.start();
while (verifier.metrics().feed.stale) await delay(10);

const iat = Math.floor(Date.now() / 1000);
const token = await issuer.mint({ claims: { sub: 'alice', sid: 'session-1', iat, exp: iat + 300 } });
const principal = await verifier.verify(token);
console.log('let in:', principal.sub);

const closed = new Promise<string>((resolve) => verifier.live.register(principal, resolve));
published.push(await issuer.mintEvent({ kind: 'session', sub: 'alice', sid: 'session-1' }));
console.log('its connection is closed:', await closed);
await verifier.verify(token).catch((error: AuthError) => console.log('refused:', error.reason));
await verifier.stop();
