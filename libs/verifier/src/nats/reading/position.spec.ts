import { SECURITY_STREAM_INCOMPLETE } from '../../revocation/security-event.js';
import { Position, type StreamEnd } from './position.js';

const stream = (last_seq: number, { messages = last_seq, created = 'first', description = '' } = {}): StreamEnd => ({
  created,
  config: { description },
  state: { last_seq, messages },
});

describe('the position in the stream', () => {
  let position: Position;

  beforeEach(() => {
    position = new Position();
    expect(position.next(stream(3))).toBe(1);
  });

  it('is complete as of when the broker was asked, once all that it had then is applied', () => {
    position.told(1000, stream(3));
    position.reached(2);
    expect(position.completeAsOf).toBe(-Infinity);
    position.reached(3);
    expect(position.completeAsOf).toBe(1000);
  });

  it('is not complete by an answer that names an event which did not arrive', () => {
    position.reached(3);
    position.told(1000, stream(3));
    position.told(1500, stream(4));
    position.told(2000, stream(4));
    expect(position.completeAsOf).toBe(1000);
    position.reached(4);
    expect(position.completeAsOf).toBe(2000);
  });

  it('moves on while events keep coming', () => {
    position.told(0, stream(1));
    for (let sequence = 1; sequence < 100; sequence++) {
      position.told(sequence * 1000, stream(sequence + 1));
      position.reached(sequence);
      expect(position.completeAsOf).toBe((sequence - 1) * 1000);
    }
  });

  it('is complete where the events have grown old and left the stream', () => {
    position.told(1000, stream(3, { messages: 0 }));
    expect(position.completeAsOf).toBe(1000);
  });

  it('is not complete while the issuer publishes again what the broker has lost', () => {
    position.reached(3);
    position.told(1000, stream(3, { description: SECURITY_STREAM_INCOMPLETE }));
    expect(position.completeAsOf).toBe(-Infinity);
    position.told(1500, stream(3));
    expect(position.completeAsOf).toBe(1500);
  });

  it('goes on where it was in the same stream', () => {
    position.reached(3);
    expect(position.next(stream(7))).toBe(4);
  });

  it.each([
    ['was made anew', stream(9, { created: 'second' })],
    ['lost its end', stream(2)],
  ])('begins again in a stream that %s, and counts nothing of the old one', (_case, end) => {
    position.reached(3);
    position.told(1000, stream(8));
    expect(position.isIn(end)).toBe(false);
    expect(position.next(end)).toBe(1);
    position.told(2000, end);
    expect(position.completeAsOf).toBe(-Infinity);
    position.reached(end.state.last_seq);
    expect(position.completeAsOf).toBe(2000);
  });
});
