import { claimsOf, expecting, Person, send, type SystemUrls } from '@hallpass/embedded';
import type { BareJetStream } from './bare.ts';
import type { Verifiers } from './verifiers.ts';

const WARM_UP = 20;
/** Each logs in once in so many rounds, so that no round waits for the limits of another. */
const PEOPLE = 10;

/** Milliseconds. */
export interface Measured {
  /** From the answer to the refusal at the last verifier; negative when it was refused before the answer was there. */
  readonly answeredToRefused: number[];
  /** How long the request took. */
  readonly request: number[];
  /** Rounds in which a verifier refused later than the answer was there, or accepted a request that was sent after it. */
  accepted: number;
  /** JetStream alone, once in each round: under the same load. */
  readonly bare: number[];
}

/** With it the answer does not wait for verifiers: a request right after it may still be accepted. */
export const WITHOUT_VERIFIERS = '?wait=published';

/** Deactivates one account after the other, each with a token that every verifier has in its cache. */
export async function deactivations(
  urls: SystemUrls,
  verifiers: Verifiers,
  bare: BareJetStream,
  query: string,
  rounds: number,
): Promise<Measured> {
  const admin = expecting(200, await Person.admin(urls).login()).access_token;
  const people = await Promise.all(Array.from({ length: PEOPLE }, () => Person.stranger(urls).arrive()));
  const measured: Measured = { answeredToRefused: [], request: [], accepted: 0, bare: [] };
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const person = people[round % PEOPLE];
    if (person === undefined) throw new Error('nobody has come');
    const { access_token: token } = expecting(200, await person.login('orders'));
    const { sub } = claimsOf(token);
    await expectAll(verifiers, token, 200);
    const url = `${urls.identity}/v1/admin/users/${sub}`;
    const delivery = await bare.publish();
    const sentAt = process.hrtime.bigint();
    const answer = await send('POST', `${url}/deactivate${query}`, { token: admin, json: { reason: 'a benchmark' } });
    const answeredAt = process.hrtime.bigint();
    const { tokenEpoch } = expecting(200, answer);
    const next = query === WITHOUT_VERIFIERS ? [] : await verifiers.statuses(token);
    const refusedAt = await verifiers.appliedByAll(sub, Number(tokenEpoch));
    await expectAll(verifiers, token, 401);
    expecting(200, await send('POST', `${url}/reactivate?wait=published`, { token: admin }));
    if (round < WARM_UP) continue;
    measured.bare.push(delivery);
    const lateMs = Number(refusedAt - answeredAt) / 1e6;
    measured.answeredToRefused.push(lateMs);
    measured.request.push(Number(answeredAt - sentAt) / 1e6);
    if (lateMs > 0 || next.includes(200)) measured.accepted++;
  }
  return measured;
}

async function expectAll(verifiers: Verifiers, token: string, status: number): Promise<void> {
  const others = (await verifiers.statuses(token)).filter((each) => each !== status);
  if (others.length > 0) throw new Error(`a verifier answered ${others.join(', ')} instead of ${status}`);
}
