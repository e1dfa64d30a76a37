import { parseLastEventId } from './last-event-id.js';

describe('a Last-Event-ID', () => {
  it('is the sequence to go on after', () => {
    expect(parseLastEventId('17')).toBe(17);
    expect(parseLastEventId('0')).toBe(0);
  });

  it('may be missing or empty', () => {
    expect(parseLastEventId(undefined)).toBeUndefined();
    expect(parseLastEventId('')).toBeUndefined();
  });

  it.each(['-1', '1.5', 'abc', '1e3', '2147483648', '99999999999', '１'])('is refused when it is %s', (header) => {
    expect(() => parseLastEventId(header)).toThrow(expect.objectContaining({ code: 'invalid_last_event_id' }));
  });
});
