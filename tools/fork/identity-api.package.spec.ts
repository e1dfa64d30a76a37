import { Forked } from './test/forked.ts';
import { itStandsAlone } from './test/stands-alone.ts';

describe('a forked IdentityAPI', () => {
  let forked: Forked;
  beforeAll(() => {
    forked = new Forked('identity-api');
  });
  afterAll(() => forked?.remove());

  itStandsAlone(() => forked, ['src/', 'test/login', 'test/refresh', 'test/well-known', 'test/registration']);

  it('logs people in, as the issuer that it is', async () => {
    const { url } = await forked.start();
    const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`);
    expect(await metadata.json()).toMatchObject({ issuer: url });
    const login = await fetch(`${url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'alice@hallpass.test', password: 'hall-pass-alice-dev' }),
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const me = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await me.json()).toMatchObject({ email: 'alice@hallpass.test' });
    await forked.stop();
  });
});
