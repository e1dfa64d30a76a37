import fc from 'fast-check';
import { stepsOf } from './step.js';
import type { World } from './world.js';

const verifier = fc.nat(2);
const choice = fc.nat(7);
const person = fc.constantFrom('alice', 'bob');
const step = stepsOf<World>();

/** A verifier takes in all that there is, and meets every token. */
async function hearAllAndJudgeAll(world: World, index: number): Promise<void> {
  const verifier = world.verifiers[index];
  await verifier?.deliver(Infinity);
  verifier?.ask();
  verifier?.answer();
  await verifier?.hear();
  for (const which of world.issuer.tokens.keys()) await world.request(index, which);
}

/** Everything that may happen, the usual more often than the rest. */
export const steps: fc.Arbitrary<fc.AsyncCommand<object, World>>[] = [
  step('mint', fc.tuple(person, fc.boolean()), (world, sub, fresh) => world.issuer.mint(sub, fresh)),
  step('mint and request everywhere', fc.tuple(person), async (world, sub) => {
    await world.issuer.mint(sub, true);
    for (const index of world.verifiers.keys()) await world.request(index, world.issuer.tokens.length - 1);
  }),
  step('change account', fc.tuple(person), (world, sub) => world.issuer.changeAccount(sub)),
  step('end session', fc.tuple(choice), async ({ issuer }, index) => {
    const token = issuer.tokens[index % Math.max(1, issuer.tokens.length)];
    if (token !== undefined) await issuer.endSession(token);
  }),
  step('withdraw key', fc.tuple(), (world) => world.issuer.withdrawKey()),
  step('publish', fc.tuple(choice), (world, index) => world.publish(index, false)),
  step('publish again', fc.tuple(choice), (world, index) => world.publish(index, true)),
  step('deliver', fc.tuple(verifier, fc.integer({ min: 1, max: 5 })), (world, index, count) => {
    return world.verifiers[index]?.deliver(count);
  }),
  step('lose', fc.tuple(verifier, choice), (world, index, which) => {
    const way = world.verifiers[index]?.onItsWay ?? [];
    if (way.length > 0) way.splice(which % way.length, 1);
  }),
  step('swap', fc.tuple(verifier), (world, index) => void world.verifiers[index]?.onItsWay.reverse()),
  step('double', fc.tuple(verifier), (world, index) => {
    const way = world.verifiers[index]?.onItsWay ?? [];
    if (way[0] !== undefined) way.unshift(way[0]);
  }),
  step('ask', fc.tuple(verifier), (world, index) => world.verifiers[index]?.ask()),
  step('answer', fc.tuple(verifier), (world, index) => world.verifiers[index]?.answer()),
  step('hear', fc.tuple(verifier), (world, index) => world.verifiers[index]?.hear()),
  step('ask and hear', fc.tuple(verifier), async (world, index) => {
    world.verifiers[index]?.ask();
    world.verifiers[index]?.answer();
    await world.verifiers[index]?.hear();
  }),
  step('cut', fc.tuple(verifier), (world, index) => world.verifiers[index]?.cut()),
  step('connect', fc.tuple(verifier), (world, index) => world.verifiers[index]?.connect()),
  step('restart', fc.tuple(verifier), (world, index) => world.restart(index)),
  step('take a snapshot', fc.tuple(verifier), (world, index) => world.takeSnapshot(index)),
  step('mix snapshots', fc.tuple(choice, choice), (world, one, other) => world.mixSnapshots(one, other)),
  step('restart with a snapshot', fc.tuple(verifier, choice), async (world, index, which) => {
    await world.restartWithSnapshot(index, which);
    for (const token of world.issuer.tokens.keys()) await world.request(index, token);
  }),
  step('start with a snapshot, and hear', fc.tuple(verifier, verifier), async (world, index, source) => {
    await world.takeSnapshot(source);
    await world.restartWithSnapshot(index, 0);
    await hearAllAndJudgeAll(world, index);
  }),
  step(
    'the broker loses its state, and goes on with something new',
    fc.tuple(verifier, person),
    async (world, index, sub) => {
      await world.takeSnapshot(index);
      await world.loseBroker();
      await world.issuer.mint(sub, true);
      await world.issuer.changeAccount(sub);
      world.publish(-1, false);
      await world.restartWithSnapshot(index, 0);
    },
  ),
  step('lose broker', fc.tuple(), (world) => world.loseBroker()),
  step('everything restarts at once, and the broker without its state', fc.tuple(verifier), async (world, index) => {
    await world.loseBroker();
    await world.restart(index);
    await hearAllAndJudgeAll(world, index);
  }),
  step('request', fc.tuple(verifier, choice), (world, index, which) => world.request(index, which)),
  step('request everywhere', fc.tuple(choice), async (world, which) => {
    for (const index of world.verifiers.keys()) await world.request(index, which);
  }),
  step('request while events arrive', fc.tuple(verifier, choice), (world, index, which) => {
    return world.request(index, which, async () => world.verifiers[index]?.deliver(Infinity));
  }),
  step('wait', fc.tuple(fc.constantFrom(1, 400, 999, 1500, 3000, 3001)), (world, ms) => world.clock.advance(ms)),
  step('set the time', fc.tuple(fc.constantFrom(-4000, 0, 4000)), (world, wrongBy) => world.setTime(wrongBy)),
];
