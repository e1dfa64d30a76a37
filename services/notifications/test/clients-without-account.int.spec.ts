import { type Operation, operationsOf, tryOperation } from '@hallpass/testing';
import { Notifications } from './notifications.js';

/** Its subject is its name (RFC 9068 section 2.2); and it may be a UUID, without being an account. */
describe.each(['reporting', '7c5a3f4e-1d2b-4c6a-9e8f-0a1b2c3d4e5f'])('the client %s, for itself', (sub) => {
  let service: Notifications;
  let operations: Operation[];
  beforeAll(async () => {
    service = await Notifications.start();
    operations = operationsOf((await service.get('/docs/json')).body as { paths: object });
  });
  afterAll(() => service?.stop());

  const tokenFor = (scope: string) => service.token({ sub, client_id: sub, sid: undefined, epoch: undefined, scope });

  it('gets no 5xx from any route', async () => {
    const failed: unknown[] = [];
    for (const scope of ['notifications:read notifications:write', '']) {
      const token = await tokenFor(scope);
      for (const operation of operations) {
        const tried = await tryOperation(service.url, operation, { token });
        if (tried.status >= 500) failed.push({ route: operation.route, scope, ...tried });
      }
    }
    expect(operations.length).toBeGreaterThan(6);
    expect(failed).toEqual([]);
  });

  it('is refused at every route of an inbox', async () => {
    const token = await tokenFor('notifications:read notifications:write');
    const own = operations.filter(({ route }) => route.includes('/v1/'));
    expect(own.length).toBeGreaterThan(4);
    for (const operation of own) {
      const { status, code } = await tryOperation(service.url, operation, { token });
      expect([operation.route, status, code]).toEqual([operation.route, 403, 'account_required']);
    }
  });
});
