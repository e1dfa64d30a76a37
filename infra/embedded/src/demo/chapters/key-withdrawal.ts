import { expecting, send } from '../../client/http.ts';
import { headerOf, Person, type Session } from '../../client/person.ts';
import { read, refusedNext } from '../../client/routes.ts';
import type { Guest, Stage } from '../guests.ts';

/** A signing key is compromised: its tokens are refused at once, and nobody has to log in again. */
export async function keyWithdrawal({ tour, urls }: Stage, { person }: Guest, session: Session): Promise<Session> {
  tour.chapter('7. A key is withdrawn');
  const { access_token: token } = expecting(200, await Person.admin(urls).login());
  const { kid } = headerOf(session.orders);
  const withdrawnAt = await tour.step("OrderAPI's signing key withdrawn", async () => {
    const url = `${urls.identity}/v1/admin/keys/${kid}/withdraw`;
    expecting(200, await send('POST', url, { token, json: { reason: 'the tour' } }));
    return performance.now();
  });
  await tour.measured(
    'withdrawn -> its tokens refused at OrderAPI',
    async () => (await refusedNext(urls, 'orders', session.orders)) - withdrawnAt,
  );
  await tour.step('tokens of other keys are not touched', async () => {
    expecting(200, await read(urls, 'notifications', session.notifications));
  });
  const fresh = await tour.step('the session goes on: refreshed, signed by another key, accepted', async () => {
    const answer = expecting(200, await person.refresh(session.refreshToken, 'orders'));
    if (headerOf(answer.access_token).kid === kid) throw new Error('signed by the withdrawn key');
    expecting(200, await read(urls, 'orders', answer.access_token));
    return answer;
  });
  return { ...session, orders: fresh.access_token, refreshToken: fresh.refresh_token };
}
