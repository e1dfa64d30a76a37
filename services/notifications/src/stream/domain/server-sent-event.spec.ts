import { writeEvent } from './server-sent-event.js';

describe('a server-sent event', () => {
  it('is written a field a line and ends with an empty one', () => {
    expect(writeEvent({ id: 7, event: 'notification', data: { title: 'A' } })).toBe(
      'id: 7\nevent: notification\ndata: {"title":"A"}\n\n',
    );
    expect(writeEvent({ id: 7, retry: 1000 })).toBe('id: 7\nretry: 1000\n\n');
  });

  it('stays one event, whatever its data contains', () => {
    expect(writeEvent({ data: 'a\n\ndata: b\r\n' }).trimEnd().split('\n')).toHaveLength(1);
  });
});
