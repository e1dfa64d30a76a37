import { refused, send } from '../../client/http.ts';
import { headerOf } from '../../client/person.ts';
import { read, READABLE, RESOURCES } from '../../client/routes.ts';
import type { Guest, Stage } from '../guests.ts';

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Tokens that are none of a service's: for another audience, changed, unsigned, of another make. */
export async function strangers({ tour, urls }: Stage, { session }: Guest): Promise<void> {
  tour.chapter('3. Tokens that are not accepted');
  await tour.step('a token for one audience is refused by the other two services', async () => {
    for (const service of RESOURCES)
      for (const audience of RESOURCES)
        if (audience !== service) refused(401, 'invalid_token', await read(urls, service, session[audience]));
  });
  const [header = '', payload = '', signature = ''] = session.orders.split('.');
  await tour.step('a changed claim is refused', async () => {
    const claims = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), roles: ['admin'] };
    refused(401, 'invalid_token', await read(urls, 'orders', `${header}.${encode(claims)}.${signature}`));
  });
  await tour.step('alg none is refused, however it is spelled', async () => {
    for (const alg of ['none', 'None', 'noNE'])
      for (const end of ['', signature]) {
        const unsigned = encode({ ...headerOf(session.orders), alg });
        refused(401, 'invalid_token', await read(urls, 'orders', `${unsigned}.${payload}.${end}`));
      }
  });
  await tour.step('a refresh token is no access token', async () => {
    refused(401, 'invalid_token', await read(urls, 'identity', session.refreshToken));
  });
  await tour.step('no token: 401, and a challenge that names no error (RFC 6750)', async () => {
    for (const service of RESOURCES) {
      const answer = await send('GET', `${urls[service]}${READABLE[service]}`);
      refused(401, 'missing_token', answer);
      const challenge = answer.headers.get('www-authenticate') ?? '';
      if (!challenge.startsWith('Bearer') || challenge.includes('error='))
        throw new Error(`challenged with ${challenge}`);
    }
  });
}
