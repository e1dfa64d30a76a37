import { expecting, refused } from '../../client/http.ts';
import { Person } from '../../client/person.ts';
import type { LiveStream } from '../../client/live-stream.ts';
import { administer, read, refusedNext } from '../../client/routes.ts';
import { until } from '../../client/until.ts';
import type { ListeningGuest, Stage } from '../guests.ts';

/** An administrator deactivates the account, and every service refuses its tokens: the claim of the whole system. */
export async function deactivation({ tour, urls }: Stage, guest: ListeningGuest): Promise<void> {
  tour.chapter('5. Deactivation');
  const { person, session, sub, stream } = guest;
  const admin = expecting(200, await Person.admin(urls).login());
  const answer = await tour.step('deactivated, and the broker has the event', async () => {
    const body = expecting(200, await administer(urls, admin.access_token, sub, 'deactivate'));
    if (body.propagation !== 'published') throw new Error(`propagation: ${body.propagation}`);
    return { ...body, at: performance.now() };
  });
  // All three at once, and each counts from the answer above. Nothing is repeated: the very next request is refused.
  const refusals = {
    orders: refusedNext(urls, 'orders', session.orders),
    notifications: refusedNext(urls, 'notifications', session.notifications),
    stream: endedByTheSession(stream),
  };
  await Promise.allSettled(Object.values(refusals));
  await tour.measured('deactivated -> refused at OrderAPI', async () => (await refusals.orders) - answer.at);
  await tour.measured(
    'deactivated -> refused at Notifications',
    async () => (await refusals.notifications) - answer.at,
  );
  await tour.measured('deactivated -> live stream closed', async () =>
    Math.max(0, (await refusals.stream) - answer.at),
  );
  await tour.step('refused at IdentityAPI', async () => {
    refused(401, 'invalid_token', await read(urls, 'identity', session.identity));
  });
  await tour.step('the refresh token is dead, and a login is answered like a wrong password', async () => {
    refused(400, 'invalid_grant', await person.refresh(session.refreshToken));
    refused(401, 'invalid_credentials', await person.login());
  });
}

/** When the server closed the stream, having said that it was for the account: any other end proves nothing. */
async function endedByTheSession(stream: LiveStream): Promise<number> {
  await until('the live stream says why it ends', async () => {
    return stream.events.find(({ event, data }) => event === 'session-ended' && data.includes('account_revoked'));
  });
  return stream.closed;
}
