import { setTimeout as delay } from 'node:timers/promises';
import { Person } from '../client/person.ts';
import { anyProduct } from '../client/routes.ts';
import { checkOrders, checkRevoked } from './checks.ts';
import { Conditions } from './conditions.ts';
import type { Fault } from './faults.ts';
import { Ledger } from './ledger.ts';
import { attempt } from './load/attempt.ts';
import { Customer } from './load/customer.ts';
import { Revoker } from './load/revoker.ts';
import { Rotation } from './load/rotation.ts';
import { signIn } from './load/sign-in.ts';
import { recovered } from './recovery.ts';
import { accountLine, type Outcome } from './report.ts';
import type { Stage } from './stage.ts';

const CUSTOMERS = 4;
const REVOKERS = 2;
/** Milliseconds after each recovery in which nothing may fail. */
const CALM_MS = 1_500;
/** Milliseconds after that for which a backlog is watched: less than a large outbox takes, so that the next fault meets some of it. */
const BACKLOG_MS = 15_000;

/** Puts the system under load, lets one fault after the other happen, and keeps the books. */
export async function run(stage: Stage, faults: readonly Fault[], tell: (line: string) => void): Promise<Outcome> {
  const ledger = new Ledger();
  const conditions = new Conditions();
  const { replicas } = stage;
  const rotation = new Rotation(replicas);
  const { urls } = stage.system;
  tell('people arrive');
  const people = await Promise.all(
    Array.from({ length: CUSTOMERS + REVOKERS + 1 }, () => Person.stranger(urls).arrive()),
  );
  const [canary, ...others] = people;
  if (canary === undefined) throw new Error('nobody has come');
  const productId = await anyProduct(urls, (await canary.signIn()).orders);
  const customers = others.splice(0, CUSTOMERS).map((person) => new Customer(person, { ledger, rotation, productId }));
  const admin = Person.admin(urls);
  const revokers = others.map((person) => new Revoker(person, { ledger, conditions, replicas, rotation, admin }));
  const newcomers: Person[] = [];

  const end = new AbortController();
  const load = Promise.all([...customers, ...revokers].map((each) => each.live(end.signal)));
  load.catch(() => undefined); // Awaited below; a failure in between must not end the process first.
  await delay(CALM_MS);
  for (const [index, fault] of faults.entries()) {
    ledger.strict = false;
    ledger.busy = fault.backlog === true;
    const account = ledger.turnTo(fault.name);
    const startedAt = performance.now();
    const happening = fault.happen(stage, conditions);
    const newcomer = Person.stranger(rotation.next('identity').urls);
    const registering = attempt(ledger, 'a registration', () => newcomer.register());
    await happening;
    if ((await registering)?.status === 202) newcomers.push(newcomer);
    await recovered(stage, productId, () => signIn(ledger, canary, rotation));
    conditions.recoveredAt = performance.now();
    conditions.issuerCutOff = false;
    conditions.verifiersCutOff = false;
    account.durationMs = performance.now() - startedAt;
    ledger.strict = true;
    await checkRevoked(ledger, replicas, revokers.flatMap(({ inForce }) => inForce).slice(-20));
    await delay(CALM_MS);
    tell(accountLine(account));
    if (fault.backlog) {
      const rest = ledger.turnTo('… while that is published');
      await delay(BACKLOG_MS);
      rest.durationMs = BACKLOG_MS;
      tell(accountLine(rest));
      // The next fault is to meet it only where it has one of its own, and e-mail must not wait behind it until the end.
      if (faults[index + 1]?.backlog !== true)
        tell(`${await stage.outbox.discard()} events of the large outbox were left`);
    }
  }
  end.abort();
  await load;
  ledger.turnTo('the end');
  tell('counting');
  await checkRevoked(
    ledger,
    replicas,
    revokers.flatMap(({ inForce }) => inForce),
  );
  const counted = await checkOrders(ledger, urls, rotation, customers);
  for (const newcomer of newcomers) {
    const token = await newcomer.mailbox.token('with a verification token').catch(() => undefined);
    if (token === undefined) ledger.breach('a registration was answered 202, and no e-mail came');
    else if ((await newcomer.verify(token)).status !== 204) ledger.breach('a token out of an e-mail was refused');
  }
  return { ledger, faults: faults.length, ...counted, registrations: newcomers.length };
}
