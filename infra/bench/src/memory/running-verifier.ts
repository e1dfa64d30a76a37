import { setTimeout as delay } from 'node:timers/promises';
import { createVerifier, type KeySource, type Verifier } from '@hallpass/verifier';
import { natsRevocationFeed, type NatsRevocationFeedOptions } from '@hallpass/verifier/nats';
import { ISSUER } from './real-token.ts';

/** A verifier with the real feed, started. */
export async function startVerifier(
  servers: string,
  keySource: KeySource,
  more: Pick<NatsRevocationFeedOptions, 'snapshots'> = {},
): Promise<Verifier> {
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: 'urn:hallpass:order-api',
    keySource,
    securityEventKeySource: keySource,
    revocation: { feed: natsRevocationFeed({ servers, name: 'bench', ...more }), whenStale: { mode: 'deny' } },
    log: { log: () => undefined, warn: () => undefined },
  });
  await verifier.start();
  return verifier;
}

/** Until events have been replayed, and the feed is fresh. */
export async function untilReady(verifier: Verifier): Promise<void> {
  for (;;) {
    try {
      await verifier.health();
      return;
    } catch {
      await delay(5); // Asked again until it is.
    }
  }
}
