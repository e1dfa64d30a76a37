import { expecting, refused } from '../../client/http.ts';
import { Person, type Session } from '../../client/person.ts';
import { administer, read, RESOURCES } from '../../client/routes.ts';
import type { Guest, Stage } from '../guests.ts';

/** The account comes back, its old tokens don't. */
export async function reactivation({ tour, urls }: Stage, { person, session, sub }: Guest): Promise<Session> {
  tour.chapter('6. Reactivation');
  const admin = expecting(200, await Person.admin(urls).login());
  await tour.step('reactivated', async () => {
    expecting(200, await administer(urls, admin.access_token, sub, 'reactivate'));
  });
  const renewed = await tour.step('a new login works at all three services', async () => {
    const fresh = await person.signIn();
    for (const service of RESOURCES) expecting(200, await read(urls, service, fresh[service]));
    return fresh;
  });
  await tour.step('the old tokens stay refused', async () => {
    for (const service of RESOURCES) refused(401, 'invalid_token', await read(urls, service, session[service]));
    refused(400, 'invalid_grant', await person.refresh(session.refreshToken));
  });
  return renewed;
}
