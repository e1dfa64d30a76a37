import { documentationFaults, isGuarded, operationsOf, tryOperation } from '@hallpass/testing';
import { Notifications } from './notifications.js';

describe('the OpenAPI document', () => {
  let service: Notifications;
  let document: { paths: object };
  beforeAll(async () => {
    service = await Notifications.start();
    document = (await service.get('/docs/json')).body as { paths: object };
  });
  afterAll(() => service?.stop());

  it('says of every route what it does, takes and answers', () => {
    expect(operationsOf(document).length).toBeGreaterThan(6);
    expect(documentationFaults(document)).toEqual([]);
  });

  it('shows as guarded what is refused without a token, and nothing else', async () => {
    for (const operation of operationsOf(document)) {
      const { code } = await tryOperation(service.url, operation);
      expect([operation.route, code === 'missing_token']).toEqual([operation.route, isGuarded(operation.documented)]);
    }
  });

  it('has examples that work as they are', async () => {
    const token = await service.token();
    for (const operation of operationsOf(document)) {
      const { status, code } = await tryOperation(service.url, operation, { token });
      expect([operation.route, code]).not.toEqual([operation.route, 'invalid_request']);
      if (operation.route === 'PUT /v1/preferences') expect(status).toBe(200);
    }
  });
});
