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

  it('show what is counted elsewhere by a label, each value from the beginning', async () => {
    const metrics = new Metrics();
    const counts: { malformed?: number } = {};
    const values = ['malformed', 'expired'] as const;
    metrics.counters({ name: 'refusals_total', help: 'Refused', label: 'reason', values, read: () => counts });
    expect(await metrics.render()).toContain('# TYPE refusals_total counter\nrefusals_total{reason="malformed"} 0\n');
    counts.malformed = 2;
    await metrics.render();
    expect(await metrics.render()).toContain(
      'refusals_total{reason="malformed"} 2\nrefusals_total{reason="expired"} 0\n',
    );
  });

  it('count', async () => {
    const metrics = new Metrics();
    const refused = metrics.counter('refused_total', 'Requests refused');
    refused.inc();
    refused.inc(2);
    expect(await metrics.render()).toContain('refused_total 3');
  });

  it('show what is counted elsewhere as a counter, with what it is at that time', async () => {
    const metrics = new Metrics();
    let hits = 0;
    metrics.countedElsewhere('cache_hits_total', 'Answers from the cache', () => hits);
    expect(await metrics.render()).toContain('# TYPE cache_hits_total counter\ncache_hits_total 0');
    hits = 7;
    await metrics.render();
    expect(await metrics.render()).toContain('cache_hits_total 7');
  });

  it('refuse a counter whose name does not end with _total', () => {
    const metrics = new Metrics();
    expect(() => metrics.counter('refused', 'Requests refused')).toThrow(RangeError);
    expect(() => metrics.countedElsewhere('refused', 'Requests refused', () => 1)).toThrow(RangeError);
  });
});
