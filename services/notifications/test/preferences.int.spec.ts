import { SECURITY_KINDS } from '../src/announcements/domain/kind.js';
import { Account } from './account.js';
import { Notifications } from './notifications.js';

describe('preferences', () => {
  let service: Notifications;
  beforeAll(async () => {
    service = await Notifications.start();
  });
  afterAll(() => service?.stop());
  const put = (token: string, body: unknown) => service.call('PUT', '/v1/preferences', token, body);

  it('are all on at first', async () => {
    const { status, body } = await service.get('/v1/preferences', await service.token());
    expect(status).toBe(200);
    expect(new Set(Object.values(body['email'] as object))).toEqual(new Set([true]));
    expect(body['email']).toMatchObject({ 'order.placed': true, 'account.password-changed': true });
  });

  it('are kept, for the account that chose them', async () => {
    const token = await service.token();
    const changed = await put(token, { email: { 'order.placed': false } });
    expect(changed).toMatchObject({ status: 200, body: { email: { 'order.placed': false, 'order.cancelled': true } } });
    await put(token, { email: { 'order.cancelled': false } });
    const { body } = await service.get('/v1/preferences', token);
    expect(body['email']).toMatchObject({ 'order.placed': false, 'order.cancelled': false });
    const { body: others } = await service.get('/v1/preferences', await service.token());
    expect(others['email']).toMatchObject({ 'order.placed': true });
  });

  it.each(SECURITY_KINDS)('can not turn off %s', async (kind) => {
    const token = await service.token();
    const answer = await put(token, { email: { 'order.placed': false, [kind]: false } });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'security_mail_required', errors: [{ path: `email.${kind}` }] },
    });
    expect((await service.get('/v1/preferences', token)).body['email']).toMatchObject({ 'order.placed': true });
  });

  it.each([{}, { email: { 'order.lost': false } }, { email: { 'order.placed': 'no' } }, { email: {}, sms: {} }, []])(
    'refuse %j',
    async (body) => {
      expect(await put(await service.token(), body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    },
  );

  it('decide about e-mail, and not about the inbox', async () => {
    const account = await new Account(service).settles();
    const token = await service.token({ sub: account.sub });
    await put(token, { email: { 'order.placed': false } });
    const id = await service.bus.placed(account.sub);
    await service.handled(id);
    expect((await service.inbox(token)).map((one) => one.id)).toEqual([id]);
    expect(await service.email(id)).toMatchObject({ state: 'suppressed' });
  });

  it('stop e-mail that still waits to be sent', async () => {
    const account = new Account(service);
    const id = await service.bus.placed(account.sub);
    await service.handled(id);
    expect(await service.email(id)).toMatchObject({ state: 'waiting' });
    await put(await service.token({ sub: account.sub }), { email: { 'order.placed': false } });
    await account.settles();
    expect(await service.email(id)).toMatchObject({ state: 'suppressed' });
    expect(service.mail.to(account.email)).toEqual([]);
  });
});
