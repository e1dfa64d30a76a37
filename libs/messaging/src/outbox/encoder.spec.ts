import { cloudEventSchema } from '@hallpass/contracts';
import { cloudEventEncoder } from './encoder.js';
import type { OutboxRow } from './outbox-message.js';

const row: OutboxRow = {
  id: '6f1f3d0e-5a3c-4a52-9d0e-0d7f5f0c9a11',
  subject: 'orders.v1.placed',
  data: { total: 3 },
  confidential: null,
  account: '9b1f3d0e-5a3c-4a52-9d0e-0d7f5f0c9a11',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  occurredAt: new Date('2026-11-22T12:00:00.000Z'),
};

describe('cloudEventEncoder', () => {
  const encode = cloudEventEncoder({ source: 'https://orders.test' });

  it('makes a CloudEvent 1.0 with the account as its subject and the trace context', async () => {
    const { subject, body, headers } = await encode(row);
    expect(subject).toBe(row.subject);
    expect(headers).toEqual({ 'content-type': 'application/cloudevents+json', traceparent: row.traceparent });
    const event: unknown = JSON.parse(String(body));
    expect(event).toEqual({
      specversion: '1.0',
      id: row.id,
      source: 'https://orders.test',
      type: row.subject,
      subject: row.account,
      time: '2026-11-22T12:00:00.000Z',
      datacontenttype: 'application/json',
      traceparent: row.traceparent,
      data: { total: 3 },
    });
    expect(cloudEventSchema.safeParse(event).success).toBe(true);
  });

  it('leaves out what there is not', async () => {
    const { body, headers } = await encode({ ...row, account: null, traceparent: null });
    expect(JSON.parse(String(body))).not.toHaveProperty('subject');
    expect(JSON.parse(String(body))).not.toHaveProperty('traceparent');
    expect(headers).not.toHaveProperty('traceparent');
  });

  it('refuses to send a confidential part in the clear', async () => {
    await expect(encode({ ...row, confidential: { email: 'a@hallpass.test' } })).rejects.toThrow(
      'has a confidential part',
    );
  });
});
