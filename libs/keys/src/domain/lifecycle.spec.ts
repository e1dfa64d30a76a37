import { DEFAULT_TIMING, type KeyDescription, type KeySetDefinition } from './key-set.js';
import { dueSteps } from './lifecycle.js';

const DAY = 24 * 60 * 60;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const definition: KeySetDefinition = { useCase: 'order-api', use: 'sig', alg: 'ES256', tokenLifetimeSeconds: 300 };

const at = (seconds: number): Date => new Date(NOW + seconds * 1_000);

function key(part: Partial<KeyDescription>): KeyDescription {
  return {
    kid: 'a',
    useCase: 'order-api',
    alg: 'ES256',
    use: 'sig',
    state: 'active',
    createdAt: at(0),
    activatesAt: at(0),
    retiresAt: null,
    expiresAt: null,
    withdrawnAt: null,
    withdrawnReason: null,
    ...part,
  };
}

const due = (keys: KeyDescription[], part: Partial<KeySetDefinition> = {}) =>
  dueSteps(keys, { ...definition, ...part }, DEFAULT_TIMING, NOW);

describe('the lifecycle of a key set', () => {
  it('creates the first key', () => {
    expect(due([])).toEqual([{ kind: 'create' }]);
  });

  it('leaves a young active key alone', () => {
    expect(due([key({})])).toEqual([]);
  });

  it('publishes the successor so early that it can sign when the active key is 30 days old', () => {
    const lead = DEFAULT_TIMING.maxAgeSeconds + DEFAULT_TIMING.refreshSeconds;
    expect(due([key({ activatesAt: at(-30 * DAY + lead + 1) })])).toEqual([]);
    expect(due([key({ activatesAt: at(-30 * DAY + lead) })])).toEqual([{ kind: 'publish', activatesAt: at(lead) }]);
  });

  it('publishes one successor only', () => {
    const keys = [key({ activatesAt: at(-60 * DAY) }), key({ kid: 'b', state: 'published', activatesAt: at(10) })];
    expect(due(keys)).toEqual([]);
  });

  it('promotes the successor when its time has come, not before', () => {
    const successor = (seconds: number) => key({ kid: 'b', state: 'published', activatesAt: at(seconds) });
    expect(due([key({}), successor(1)])).toEqual([]);
    expect(due([key({}), successor(0)])).toEqual([{ kind: 'promote', kid: 'b' }]);
  });

  it('promotes the successor at once when there is no active key', () => {
    expect(due([key({ kid: 'b', state: 'published', activatesAt: at(200) })])).toEqual([{ kind: 'promote', kid: 'b' }]);
  });

  it('retires a key when the last token it signed has expired, not before', () => {
    const retiring = (seconds: number) => key({ kid: 'old', state: 'retiring', expiresAt: at(seconds) });
    expect(due([key({}), retiring(1)])).toEqual([]);
    expect(due([key({}), retiring(0)])).toEqual([{ kind: 'retire', kid: 'old' }]);
  });

  it('begins a rotation when another algorithm is configured', () => {
    expect(due([key({})], { alg: 'EdDSA' })).toMatchObject([{ kind: 'publish' }]);
  });

  it('does nothing to keys that are retired or withdrawn', () => {
    const gone = [key({ kid: 'x', state: 'retired', expiresAt: at(-9) }), key({ kid: 'y', state: 'withdrawn' })];
    expect(due([key({}), ...gone])).toEqual([]);
  });
});
