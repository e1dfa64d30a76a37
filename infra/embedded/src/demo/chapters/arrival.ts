import { expecting, refused } from '../../client/http.ts';
import { claimsOf, Person } from '../../client/person.ts';
import { RESOURCES, read } from '../../client/routes.ts';
import type { Guest, Stage } from '../guests.ts';

/** A person registers, verifies the address, logs in, and holds a token for each of three audiences. */
export async function arrival({ tour, urls }: Stage): Promise<Guest> {
  tour.chapter('1. Arriving');
  const person = Person.stranger(urls);
  await tour.step('registered: 202, whether or not the address is known', async () => {
    expecting(202, await person.register());
  });
  const token = await tour.step('the e-mail with the verification token arrives (it crossed the bus only as JWE)', () =>
    person.mailbox.token('with a verification token'),
  );
  await tour.step('no login before the address is verified', async () => {
    refused(401, 'invalid_credentials', await person.login());
  });
  await tour.step('address verified, once only', async () => {
    expecting(204, await person.verify(token));
    refused(400, 'invalid_action_token', await person.verify(token));
  });
  await tour.step('a wrong password and an unknown address are answered alike', async () => {
    refused(401, 'invalid_credentials', await person.login('identity', 'not the password'));
    refused(401, 'invalid_credentials', await Person.stranger(urls).login());
  });
  const session = await tour.step('logged in: one session, a token for each of three audiences', () => person.signIn());
  await tour.step('each service accepts its own token, verified without asking the issuer', async () => {
    for (const service of RESOURCES) expecting(200, await read(urls, service, session[service]));
  });
  return { person, session, sub: claimsOf(session.identity).sub };
}
