import { Metrics } from './metrics.js';

describe('metrics', () => {
  it('read a gauge when asked, and survive one that can not be read', async () => {
    const metrics = new Metrics();
    let pending = 1;
    metrics.gauge('outbox_pending', 'Events not yet published', () => Promise.resolve(pending));
    metrics.gauge('outbox_oldest_seconds', 'Age of the oldest', () => {
      throw new Error('no connection');
    });
    pending = 4;
    const text = await metrics.render();
    expect(text).toContain('outbox_pending 4');
    expect(text).toMatch(/outbox_oldest_seconds nan/i);
  });

  it('count', async () => {
    const metrics = new Metrics();
    const refused = metrics.counter('refused_total', 'Requests refused');
    refused.inc();
    refused.inc(2);
    expect(await metrics.render()).toContain('refused_total 3');
  });
});
