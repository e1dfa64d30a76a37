import { ForeignIssuer } from './test/foreign-issuer.ts';
import { Forked } from './test/forked.ts';
import { itStandsAlone } from './test/stands-alone.ts';

describe('a forked Notifications', () => {
  let forked: Forked;
  beforeAll(() => {
    forked = new Forked('notifications');
  });
  afterAll(() => forked?.remove());

  itStandsAlone(() => forked);

  it('shows an inbox to who has a token of an issuer that is not ours', async () => {
    const issuer = await ForeignIssuer.start();
    const { url } = await forked.start({ ISSUER: issuer.url });
    const token = await issuer.mint('urn:hallpass:notifications', 'notifications:read');
    const inbox = await fetch(`${url}/v1/notifications`, { headers: { authorization: `Bearer ${token}` } });
    expect({ status: inbox.status, body: await inbox.json() }).toEqual({
      status: 200,
      body: { items: [], nextCursor: null },
    });
    expect((await fetch(`${url}/v1/notifications`)).status).toBe(401);
    await forked.stop();
    await issuer.stop();
  });
});
