import {
  DEFAULT_ROTATE_EVERY_SECONDS,
  type KeyDescription,
  type KeySetDefinition,
  type KeySetTiming,
} from './key-set.js';

/** A change of a key set that is due. */
export type Step =
  | { readonly kind: 'create' }
  | { readonly kind: 'publish'; readonly activatesAt: Date }
  | { readonly kind: 'promote'; readonly kid: string }
  | { readonly kind: 'retire'; readonly kid: string };

/** What is due in one key set at `now` (milliseconds), in the order in which it is to be done. */
export function dueSteps(
  keys: readonly KeyDescription[],
  definition: KeySetDefinition,
  timing: KeySetTiming,
  now: number,
): Step[] {
  const retire = keys
    .filter(({ state, expiresAt }) => state === 'retiring' && expiresAt !== null && expiresAt.getTime() <= now)
    .map(({ kid }): Step => ({ kind: 'retire', kid }));
  const active = keys.find(({ state }) => state === 'active');
  const next = successor(keys);
  if (active === undefined) {
    return [...retire, next === undefined ? { kind: 'create' } : { kind: 'promote', kid: next.kid }];
  }
  if (next !== undefined) {
    return next.activatesAt.getTime() <= now ? [...retire, { kind: 'promote', kid: next.kid }] : retire;
  }
  return isRotationDue(active, definition, timing, now)
    ? [...retire, { kind: 'publish', activatesAt: earliestActivation(timing, now) }]
    : retire;
}

/** The key that is published and waits for its turn. */
export function successor(keys: readonly KeyDescription[]): KeyDescription | undefined {
  return keys
    .filter(({ state }) => state === 'published')
    .sort((a, b) => a.activatesAt.getTime() - b.activatesAt.getTime())[0];
}

/**
 * A key published now may sign when no verifier can have a cached key set without it: after a full max-age, counted
 * from when the last replica serves it.
 */
export function earliestActivation(timing: KeySetTiming, now: number): Date {
  return new Date(now + (timing.refreshSeconds + timing.maxAgeSeconds) * 1_000);
}

/**
 * A key that ceases to sign now may leave the key set when the last token it signed has expired everywhere: another
 * replica may sign with it until it looks again.
 */
export function earliestExpiry(definition: KeySetDefinition, timing: KeySetTiming, now: number): Date {
  return new Date(now + (timing.refreshSeconds + definition.tokenLifetimeSeconds + timing.leewaySeconds) * 1_000);
}

function isRotationDue(
  active: KeyDescription,
  definition: KeySetDefinition,
  timing: KeySetTiming,
  now: number,
): boolean {
  if (active.alg !== definition.alg) return true;
  const activeForMs = (definition.rotateEverySeconds ?? DEFAULT_ROTATE_EVERY_SECONDS) * 1_000;
  return earliestActivation(timing, now).getTime() >= active.activatesAt.getTime() + activeForMs;
}
