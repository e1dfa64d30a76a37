import { systemClock, type Clock } from '../clock.js';
import { ALGORITHMS, type Algorithm, type KeySource } from '../key-sets/key-source.js';
import { RemoteKeySource } from '../key-sets/remote-key-source.js';
import type { Log } from '../log.js';
import type { RevocationFeed } from '../revocation/revocation-feed.js';
import { SECURITY_EVENT_AUDIENCE, SECURITY_EVENT_TYP } from '../revocation/security-event.js';
import type { StalePolicy } from '../revocation/stale-policies.js';
import { MAX_TOKEN_LENGTH } from '../signed-token/verify-signed.js';
import { ACCESS_TOKEN_TYP } from '../verification/local-verifier.js';
import type { RevocationOptions, VerifierOptions } from './options.js';

/** {@link VerifierOptions} with every default filled in. */
export interface ResolvedOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly Algorithm[];
  readonly clockToleranceSeconds: number;
  readonly keySource: KeySource;
  readonly securityEventKeySource: KeySource;
  readonly maxTokenLength: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly feed: RevocationOptions['feed'];
  readonly staleAfterMs: number;
  readonly whenStale: StalePolicy;
  readonly maxTokenLifetimeSeconds: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Checks and copies the options, so that a mistake stops the start and not the first request.
 * @throws TypeError that names the option and what it accepts
 */
export function resolveOptions(options: VerifierOptions): ResolvedOptions {
  const { issuer, audience, discoveryUrl, clock = systemClock, log = console } = options;
  const { revocation = { feed: null } } = options;
  checkUrl('issuer', issuer);
  if (discoveryUrl !== undefined) checkUrl('discoveryUrl', discoveryUrl);
  if (typeof audience !== 'string' || audience === '') {
    throw new TypeError(`audience must be one non-empty string, not ${shown(audience)}`);
  }
  checkObject('clock', clock, 'now', 'monotonic');
  checkObject('log', log, 'log', 'warn');
  checkObject('revocation', revocation);
  if (revocation.feed !== null && typeof revocation.feed !== 'function') checkFeed(revocation.feed);
  if (options.sessionCache !== undefined) checkObject('sessionCache', options.sessionCache);
  for (const name of ['keySource', 'securityEventKeySource'] as const) {
    if (options[name] !== undefined) checkObject(name, options[name], 'getKey', 'withdraw');
  }

  const algorithms = Array.isArray(options.algorithms ?? []) ? [...(options.algorithms ?? ALGORITHMS)] : [];
  const unsupported = algorithms.filter((name) => !ALGORITHMS.includes(name));
  if (algorithms.length === 0 || unsupported.length > 0) {
    throw new TypeError(`algorithms must be some of ${ALGORITHMS.join(', ')}`);
  }
  const remote = { issuer, clock, ...(discoveryUrl === undefined ? {} : { discoveryUrl }) };
  const whenStale = revocation.whenStale ?? { mode: 'introspect' };
  checkStalePolicy(whenStale);
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
    maxTokenLength: inRange('maxTokenLength', options.maxTokenLength ?? MAX_TOKEN_LENGTH, 128, 65_536),
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
    clock,
    log,
  });
}

/**
 * The feed of one verifier.
 * @throws TypeError when the function that should make it makes something else
 */
export function feedOf({ feed }: ResolvedOptions): RevocationFeed | null {
  if (typeof feed !== 'function') return feed;
  const made = feed();
  checkFeed(made);
  return made;
}

function checkFeed(feed: RevocationFeed): void {
  checkObject('revocation.feed', feed, 'start', 'stop', 'lastHeardAt');
}

function checkUrl(name: string, value: unknown): void {
  const protocol = typeof value === 'string' ? URL.parse(value)?.protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return;
  throw new TypeError(`${name} must be one http(s) URL, not ${shown(value)}`);
}

function checkObject(name: string, value: unknown, ...methods: string[]): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject && methods.every((method) => typeof Reflect.get(value, method) === 'function')) return;
  const accepted = methods.length === 0 ? '' : ` with ${methods.map((method) => `${method}()`).join(', ')}`;
  throw new TypeError(`${name} must be an object${accepted}, not ${shown(value)}`);
}

const STALE_MODES: readonly unknown[] = ['introspect', 'deny', 'allow'] satisfies StalePolicy['mode'][];

function checkStalePolicy(policy: StalePolicy): void {
  checkObject('revocation.whenStale', policy);
  if (!STALE_MODES.includes(policy.mode)) {
    throw new TypeError(
      `revocation.whenStale.mode must be one of ${STALE_MODES.join(', ')}, not ${shown(policy.mode)}`,
    );
  }
  if (policy.mode !== 'introspect' || policy.tokenStatus === undefined) return;
  checkObject('revocation.whenStale.tokenStatus', policy.tokenStatus, 'isActive');
}

function inRange(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new TypeError(`${name} must be a number between ${min} and ${max}, not ${shown(value)}`);
}

/** Objects by their kind only: a feed or a key source may hold secrets. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'object' && value !== null ? 'such an object' : String(value);
}

/** The keys that verdicts need: without a feed there are no security events to verify. */
export function keySourcesOf({ feed, keySource, securityEventKeySource }: ResolvedOptions): readonly KeySource[] {
  return feed === null ? [keySource] : [keySource, securityEventKeySource];
}
