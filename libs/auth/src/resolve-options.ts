import { systemClock, type Clock } from './clock.js';
import { ALGORITHMS, type Algorithm, type KeySource } from './key-sets/key-source.js';
import { RemoteKeySource } from './key-sets/remote-key-source.js';
import type { AuthOptions, StalePolicy } from './options.js';
import type { RevocationFeed } from './revocation/revocation-feed.js';
import { SECURITY_EVENT_AUDIENCE, SECURITY_EVENT_TYP } from './revocation/security-event.js';
import { ACCESS_TOKEN_TYP } from './verification/local-verifier.js';

/** {@link AuthOptions} with every default filled in. */
export interface ResolvedAuthOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly Algorithm[];
  readonly clockToleranceSeconds: number;
  readonly keySource: KeySource;
  readonly securityEventKeySource: KeySource;
  readonly maxTokenLength: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly feed: RevocationFeed | null;
  readonly staleAfterMs: number;
  readonly whenStale: StalePolicy;
  readonly maxTokenLifetimeSeconds: number;
  readonly resourceMetadataUrl: string | undefined;
  readonly clock: Clock;
}

/**
 * Checks and copies the options, so that a mistake stops the start and not the first request.
 * @throws TypeError that names the option and what it accepts
 */
export function resolveOptions(options: AuthOptions): ResolvedAuthOptions {
  const { issuer, audience, discoveryUrl, clock = systemClock } = options;
  const { revocation = { feed: null } } = options;
  checkUrl('issuer', issuer);
  if (discoveryUrl !== undefined) checkUrl('discoveryUrl', discoveryUrl);
  if (audience === '') throw new TypeError('audience must not be empty');

  const algorithms = [...(options.algorithms ?? ALGORITHMS)];
  const unsupported = algorithms.filter((name) => !ALGORITHMS.includes(name));
  if (algorithms.length === 0 || unsupported.length > 0) {
    throw new TypeError(`algorithms must be some of ${ALGORITHMS.join(', ')}`);
  }
  const remote = { issuer, clock, ...(discoveryUrl === undefined ? {} : { discoveryUrl }) };
  const whenStale = revocation.whenStale ?? { mode: 'introspect' };
  if (whenStale.mode === 'allow') inRange('revocation.whenStale.forAtMostMs', whenStale.forAtMostMs, 0, 3_600_000);
  return Object.freeze({
    issuer,
    audience,
    algorithms,
    clockToleranceSeconds: inRange('clockToleranceSeconds', options.clockToleranceSeconds ?? 5, 0, 30),
    keySource:
      options.keySource ?? new RemoteKeySource({ ...remote, algorithms, select: { typ: ACCESS_TOKEN_TYP, audience } }),
    securityEventKeySource:
      options.securityEventKeySource ??
      new RemoteKeySource({ ...remote, select: { typ: SECURITY_EVENT_TYP, audience: SECURITY_EVENT_AUDIENCE } }),
    maxTokenLength: inRange('maxTokenLength', options.maxTokenLength ?? 8192, 128, 65_536),
    maxEntries: inRange('sessionCache.maxEntries', options.sessionCache?.maxEntries ?? 100_000, 1, 10_000_000),
    maxBytes: inRange('sessionCache.maxBytes', options.sessionCache?.maxBytes ?? 64 * 1024 * 1024, 1, 2 ** 40),
    feed: revocation.feed,
    staleAfterMs: inRange('revocation.staleAfterMs', revocation.staleAfterMs ?? 3000, 1, 3_600_000),
    whenStale: { ...whenStale },
    maxTokenLifetimeSeconds: inRange(
      'revocation.maxTokenLifetimeSeconds',
      revocation.maxTokenLifetimeSeconds ?? 3600,
      1,
      31_536_000,
    ),
    resourceMetadataUrl: options.resourceMetadataUrl,
    clock,
  });
}

function checkUrl(name: string, value: string): void {
  const protocol = URL.parse(value)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new TypeError(`${name} must be an http(s) URL, not "${value}"`);
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new TypeError(`${name} must be between ${min} and ${max}, not ${value}`);
}

/** The keys that verdicts need: without a feed there are no security events to verify. */
export function keySourcesOf({ feed, keySource, securityEventKeySource }: ResolvedAuthOptions): readonly KeySource[] {
  return feed === null ? [keySource] : [keySource, securityEventKeySource];
}
