import { AUDIENCE, ISSUER, LocalIssuer } from '../testing/local-issuer.js';
import { verifierFactory } from '../assembly/create-verifier.js';
import { natsRevocationFeed } from './index.js';

const log = { log: () => undefined, warn: () => undefined };

describe('a feed over NATS that two verifiers were given', () => {
  it('starts for the first only, says what to do instead, and goes on when the second is stopped', async () => {
    const { keySource, securityEventKeySource } = await LocalIssuer.create();
    const feed = natsRevocationFeed({ servers: 'nats://127.0.0.1:1', name: 'shared' });
    const stop = jest.spyOn(feed, 'stop');
    const make = verifierFactory({
      issuer: ISSUER,
      audience: AUDIENCE,
      keySource,
      securityEventKeySource,
      revocation: { feed },
      log,
    });
    const [first, second] = [make(), make()];
    await first.start();
    await expect(second.start()).rejects.toThrow('`revocation.feed` may be a function that makes one');
    await second.stop();
    expect(stop).not.toHaveBeenCalled();
    await expect(first.start()).resolves.toBeUndefined();
    await first.stop();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
