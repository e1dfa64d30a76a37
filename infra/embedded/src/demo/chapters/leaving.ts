import { expecting, refused, send } from '../../client/http.ts';
import { read, refusedNext } from '../../client/routes.ts';
import type { Guest, Stage } from '../guests.ts';
import type { Session } from '../../client/person.ts';

/** Logging out of one session ends that one everywhere; logging out everywhere ends all. */
export async function leaving({ tour, urls }: Stage, { person }: Guest, session: Session): Promise<void> {
  tour.chapter('8. Leaving');
  const other = await person.signIn();
  const leave = async (token: string, route: 'logout' | 'logout-all') => {
    expecting(204, await send('POST', `${urls.identity}/v1/auth/${route}`, { token }));
    return performance.now();
  };
  const out = await tour.step('logged out of one session', () => leave(other.identity, 'logout'));
  await tour.measured(
    'logged out -> refused at OrderAPI',
    async () => (await refusedNext(urls, 'orders', other.orders)) - out,
  );
  await tour.step('the other session goes on', async () => {
    expecting(200, await read(urls, 'notifications', session.notifications));
  });
  const everywhere = await tour.step('logged out everywhere', () => leave(session.identity, 'logout-all'));
  await tour.measured(
    'logged out everywhere -> refused at Notifications',
    async () => (await refusedNext(urls, 'notifications', session.notifications)) - everywhere,
  );
  await tour.step('no refresh token of the account is left', async () => {
    refused(400, 'invalid_grant', await person.refresh(session.refreshToken));
    refused(400, 'invalid_grant', await person.refresh(other.refreshToken));
  });
}
