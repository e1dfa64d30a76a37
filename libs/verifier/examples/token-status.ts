/**
 * A token status of your own: `node token-status.ts`.
 *
 * It is asked while the revocation feed is silent. `IntrospectionClient` asks an issuer by RFC 7662; this one asks a store of sessions.
 */
import {
  AuthError,
  createVerifier,
  TokenStatusUnavailableError,
  unverifiedClaims,
  type RevocationFeed,
  type TokenStatus,
} from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer } from '@hallpass/verifier/testing';

class SessionStoreStatus implements TokenStatus {
  private readonly isLive: (sid: string) => Promise<boolean>;

  constructor(isLive: (sid: string) => Promise<boolean>) {
    this.isLive = isLive;
  }

  /** The token has been verified by now: only whether it is still active is the question. */
  async isActive(token: string): Promise<boolean> {
    const { sid } = unverifiedClaims(token);
    if (typeof sid !== 'string') return false;
    try {
      return await this.isLive(sid);
    } catch (cause) {
      // 503 in place of 401: it is not the fault of the token.
      throw new TokenStatusUnavailableError('the store of sessions did not answer', { cause });
    }
  }
}

const silent: RevocationFeed = { start: async () => {}, stop: async () => {}, lastHeardAt: () => -Infinity };
const sessions = new Map([
  ['live', true],
  ['ended', false],
]);
const isLive = async (sid: string) => {
  const live = sessions.get(sid);
  if (live === undefined) throw new Error('connection refused');
  return live;
};

const issuer = await LocalIssuer.create();
const verifier = createVerifier({
  issuer: ISSUER,
  audience: AUDIENCE,
  keySource: issuer.keySource,
  securityEventKeySource: issuer.securityEventKeySource,
  revocation: { feed: silent, whenStale: { mode: 'introspect', tokenStatus: new SessionStoreStatus(isLive) } },
});
await verifier.start();

const iat = Math.floor(Date.now() / 1000);
for (const sid of ['live', 'ended', 'unreachable']) {
  const token = await issuer.mint({ claims: { sid, iat, exp: iat + 300 } });
  await verifier.verify(token).then(
    ({ sub }) => console.log(`${sid}: let in:`, sub),
    ({ status, reason }: AuthError) => console.log(`${sid}: refused:`, status, reason),
  );
}
await verifier.stop();
