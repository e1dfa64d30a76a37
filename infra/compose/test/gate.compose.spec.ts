import { randomUUID } from 'node:crypto';
import { claimsOf, expecting, Person, refused, send, type Session } from '@hallpass/embedded';
import { compose, containers, docker } from './system/docker-compose.ts';
import { Documented } from './system/documented.ts';
import { system, urls } from './system/shared-system.ts';

const gated = { ...system, overrides: [...(system.overrides ?? []), 'docker-compose.gate.yml'] };
const WAIT = ['--no-deps', '--detach', '--wait', '--wait-timeout', '150'];

describe('a gateway with a gate', () => {
  let person: Person;
  let session: Session;
  beforeAll(async () => {
    await new Documented(gated, 'deployment.md').succeed('gate gateway');
    person = await Person.stranger(urls).arrive();
    session = await person.signIn();
  });
  afterAll(async () => {
    await compose(system, ['up', ...WAIT, 'gateway']);
    await compose(gated, ['rm', '--stop', '--force', 'gate']);
  });

  /** Asks for orders, and whether OrderAPI has seen the request. */
  async function ask(token: string) {
    const id = randomUUID();
    const answer = await send('GET', `${urls.orders}/v1/orders`, { token, headers: { 'x-request-id': id } });
    const [container = ''] = await containers(system, 'order-api');
    return { answer, reached: (await docker(['logs', '--tail', '500', container])).includes(id) };
  }

  it('lets a good token through to the service', async () => {
    const { answer, reached } = await ask(session.orders);
    expecting(200, answer);
    expect(reached).toBe(true);
  });

  it.each([
    ['malformed', () => 'a.b.c'],
    ['forged', () => `${session.orders.slice(0, -8)}AAAAAAAA`],
    ['for another service', () => session.notifications],
  ])('turns a token that is %s away before the service', async (_, token) => {
    const { answer, reached } = await ask(token());
    refused(401, 'invalid_token', answer);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(reached).toBe(false);
  });

  it('turns a revoked token away before the service, and its doors are counted among the verifiers', async () => {
    const token = expecting(200, await Person.admin(urls).login()).access_token;
    const url = `${urls.identity}/v1/admin/users/${claimsOf(session.identity).sub}/deactivate?wait=applied&timeout=20s`;
    const told = expecting(200, await send('POST', url, { token, json: { reason: 'a test' } }));
    expect(told).toMatchObject({ propagation: 'applied', verifiers: { known: 6, applied: 6 } });
    const { answer, reached } = await ask(session.orders);
    refused(401, 'invalid_token', answer);
    expect(reached).toBe(false);
  });

  it('leaves public routes to the service, whatever token comes along', async () => {
    const json = { email: 'nobody@hallpass.test', password: 'not the password' };
    refused(401, 'invalid_credentials', await send('POST', `${urls.identity}/v1/auth/login`, { token: 'a.b.c', json }));
    expecting(200, await send('GET', `${urls.identity}/.well-known/jwks.json`, { token: 'a.b.c' }));
  });

  it('leaves a request without a token to the service', async () => {
    refused(401, 'missing_token', await send('GET', `${urls.orders}/v1/orders`));
    expect((await Person.stranger(urls).arrive()).email).toContain('@');
  });
});
