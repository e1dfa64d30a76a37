import fc from 'fast-check';
import { stepsOf } from './step.js';
import type { WithdrawalWorld } from './withdrawal-world.js';

const step = stepsOf<WithdrawalWorld>();
const verifier = fc.nat(1);
const cache = fc.nat(1);
const choice = fc.nat(3);
const NEWEST = -1;

/** Everything that may happen around a withdrawal. */
export const withdrawalSteps: fc.Arbitrary<fc.AsyncCommand<object, WithdrawalWorld>>[] = [
  step('mint', fc.tuple(), ({ issuer }) => issuer.mint('alice', true)),
  step('mint and request', fc.tuple(verifier), async (world, index) => {
    await world.issuer.mint('alice', true);
    await world.request(index, NEWEST);
  }),
  step('request', fc.tuple(verifier, choice), (world, index, which) => world.request(index, which)),
  step('withdraw', fc.tuple(), ({ issuer }) => issuer.withdrawKey()),
  step('publish', fc.tuple(choice), (world, which) => world.publish(which)),
  step('deliver', fc.tuple(verifier), (world, index) => world.deliver(index, 1)),
  step('withdraw, publish, deliver, and request with the replacement', fc.tuple(verifier), async (world, index) => {
    await world.issuer.withdrawKey();
    world.publish(NEWEST);
    await world.deliver(index);
    await world.issuer.mint('alice', true);
    await world.request(index, NEWEST);
  }),
  step('withdraw twice, and hear of the second first', fc.tuple(verifier), async (world, index) => {
    await world.issuer.withdrawKey();
    await world.issuer.withdrawKey();
    world.publish(NEWEST);
    await world.deliver(index);
    await world.issuer.mint('alice', true);
    await world.request(index, NEWEST);
  }),
  step('the replica hears', fc.tuple(), (world) => world.replicaHears()),
  step('look', fc.tuple(verifier), (world, index) => world.look(index)),
  step('strangers come', fc.tuple(verifier), (world, index) => world.strangersCome(index)),
  step('restart', fc.tuple(verifier), (world, index) => world.restart(index)),
  step('restart, and hear all', fc.tuple(verifier), async (world, index) => {
    await world.restart(index);
    await world.deliver(index);
  }),
  step('an exchange goes on', fc.tuple(choice, cache), (world, which, cache) => world.goOn(which, cache)),
  step(
    'an exchange goes on far',
    fc.tuple(choice, cache, fc.constantFrom(2, 3)),
    async (world, which, cache, steps) => {
      for (let i = 0; i < steps; i++) await world.goOn(which, cache);
    },
  ),
  step('all exchanges end', fc.tuple(), (world) => world.drain()),
  step('wait', fc.tuple(fc.constantFrom(1, 999, 1000, 7500, 10_000)), (world, ms) => world.wait(ms)),
];
