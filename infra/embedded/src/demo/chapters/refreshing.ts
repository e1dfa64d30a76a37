import { expecting, refused } from '../../client/http.ts';
import { claimsOf } from '../../client/person.ts';
import { refusedNext } from '../../client/routes.ts';
import type { Guest, Stage } from '../guests.ts';

/** Refresh tokens rotate; two tabs at once are fine, a thief is not. */
export async function refreshing({ tour, urls }: Stage, { person }: Guest): Promise<void> {
  tour.chapter('4. Refreshing');
  const first = expecting(200, await person.login('orders'));
  const second = await tour.step('refreshed: a new access token and a new refresh token', async () => {
    const answer = expecting(200, await person.refresh(first.refresh_token, 'orders'));
    if (answer.refresh_token === first.refresh_token) throw new Error('the refresh token was not rotated');
    return answer;
  });
  await tour.step('two tabs at once: the same token again gets the same successor', async () => {
    const tabs = await Promise.all([
      person.refresh(first.refresh_token, 'orders'),
      person.refresh(first.refresh_token, 'orders'),
    ]);
    for (const tab of tabs)
      if (expecting(200, tab).refresh_token !== second.refresh_token) throw new Error('the family was forked');
  });
  const third = expecting(200, await person.refresh(second.refresh_token, 'orders'));
  await tour.step('an older ancestor comes back: stolen, so the session ends', async () => {
    refused(400, 'invalid_grant', await person.refresh(first.refresh_token, 'orders'));
    refused(400, 'invalid_grant', await person.refresh(third.refresh_token, 'orders'));
  });
  const ended = performance.now();
  await tour.measured(
    '… and OrderAPI refuses its access token',
    async () => (await refusedNext(urls, 'orders', third.access_token)) - ended,
  );
  if (claimsOf(third.access_token)['sid'] !== first.session_id) throw new Error('the session changed its id');
}
