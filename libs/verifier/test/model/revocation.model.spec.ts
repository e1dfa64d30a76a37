import fc from 'fast-check';
import type { StalePolicy } from '../../src/index.js';
import { Issuer } from './issuer.js';
import { steps } from './steps.js';
import { World } from './world.js';

const RUNS = 400;
const STEPS = 60;

jest.setTimeout(120_000);

/**
 * docs/revocation.md as properties. A counterexample is a list of steps; `seed` and `path` that fast-check prints with it repeat it.
 */
describe.each<[string, (issuer: Issuer) => StalePolicy]>([
  ['deny', () => ({ mode: 'deny' })],
  ['introspect', (tokenStatus) => ({ mode: 'introspect', tokenStatus })],
  ['allow', () => ({ mode: 'allow', forAtMostMs: 2000 })],
])('verifiers, an issuer and an unreliable bus, with the policy %s', (_mode, policyOf) => {
  let template: Issuer;
  beforeAll(async () => (template = await Issuer.create()));

  it('never accept too late, never refuse what is true, and agree once the bus has healed', async () => {
    let startsWithSnapshot = 0;
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: STEPS, size: 'max' }), async (commands) => {
        const issuer = template.anew();
        const world = new World(issuer, policyOf(issuer));
        await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
        startsWithSnapshot += world.startsWithSnapshot;
        await world.heal();
        await world.checkHealed();
        await Promise.all(world.verifiers.map((verifier) => verifier.cut()));
      }),
      { numRuns: RUNS },
    );
    expect(startsWithSnapshot).toBeGreaterThan(0);
  });
});
