import fc from 'fast-check';
import { Issuer } from './issuer.js';
import { withdrawalSteps } from './withdrawal-steps.js';
import { WithdrawalWorld, type Served } from './withdrawal-world.js';

const RUNS = 150;
const STEPS = 30;
/** More than a key source fetches for in a row. */
const STRANGERS = 11;

jest.setTimeout(120_000);

describe('a withdrawal, an issuer, and old copies of its key set on the way', () => {
  const originalFetch = globalThis.fetch;
  let template: Issuer;
  let strangers: string[];
  let promisesKept = 0;
  beforeAll(async () => {
    template = await Issuer.create();
    const mint = (_: unknown, i: number) => template.keys.mint({ header: { kid: `stranger-${i}` } });
    strangers = await Promise.all(Array.from({ length: STRANGERS }, mint));
  });
  afterEach(() => (globalThis.fetch = originalFetch));

  const withdrawals = (served: Served) =>
    fc.asyncProperty(fc.commands(withdrawalSteps, { maxCommands: STEPS, size: 'max' }), async (commands) => {
      const world = new WithdrawalWorld(template.anew(), strangers, served);
      globalThis.fetch = world.network.fetch;
      await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
      await world.heal();
      promisesKept += world.promisesKept;
    });

  it('never cost a good token of the replacement, nor accept one of the withdrawn key, once the event was applied', async () => {
    await fc.assert(withdrawals({ readThrough: true }), { numRuns: RUNS });
    expect(promisesKept).toBeGreaterThan(0);
  });

  it('cost good tokens of the replacement where replicas serve a copy until they have heard of it: the model sees that', async () => {
    const { failed, errorInstance } = await fc.check(withdrawals({ readThrough: false }), { numRuns: RUNS });
    expect(failed).toBe(true);
    expect(String(errorInstance)).toMatch(/no false refusal: a token of key-[23] was (refused|unavailable)/);
  });
});
