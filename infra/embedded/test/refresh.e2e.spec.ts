import { expecting, refused } from '../src/client/http.ts';
import { Person } from '../src/client/person.ts';
import { read, refusedNext } from '../src/client/routes.ts';
import { sharedSystem } from './system/shared-system.ts';

const { urls } = sharedSystem();
let person: Person;

beforeAll(async () => {
  person = await Person.stranger(urls).arrive();
});

it('answers two refreshes with the same token at once with one successor, a hundred times over', async () => {
  let { refresh_token: token } = expecting(200, await person.login('orders'));
  for (let round = 0; round < 100; round++) {
    const answers = await Promise.all([person.refresh(token, 'orders'), person.refresh(token, 'orders')]);
    const [one, other] = answers.map((answer) => expecting(200, answer));
    expect(other?.refresh_token).toBe(one?.refresh_token);
    expect(one?.refresh_token).not.toBe(token);
    token = one?.refresh_token ?? '';
  }
  const { access_token: access } = expecting(200, await person.refresh(token, 'orders'));
  expecting(200, await read(urls, 'orders', access));
});

it('ends the session everywhere when an older ancestor comes back', async () => {
  const first = expecting(200, await person.login('orders'));
  const second = expecting(200, await person.refresh(first.refresh_token, 'orders'));
  const third = expecting(200, await person.refresh(second.refresh_token, 'orders'));
  expecting(200, await read(urls, 'orders', third.access_token));
  refused(400, 'invalid_grant', await person.refresh(first.refresh_token, 'orders'));
  refused(400, 'invalid_grant', await person.refresh(third.refresh_token, 'orders'));
  await refusedNext(urls, 'orders', third.access_token);
});
