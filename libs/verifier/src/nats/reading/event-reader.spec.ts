import { Wire } from '../../../test/model/wire.js';
import { EventReader } from './event-reader.js';

describe('the reader of security events', () => {
  let wire: Wire;
  let reached: number[];

  beforeEach(() => {
    wire = new Wire(1);
    wire.send(['one', 'two', 'three']);
    reached = [];
  });

  /** Reads everything that is on the wire, and then to its end. */
  const read = async (apply: (set: string) => Promise<void>): Promise<void> => {
    const onApplied = (sequence: number) => reached.push(sequence);
    const reading = new EventReader(wire.consumer(), { from: 1, apply, onApplied }).read(new AbortController().signal);
    wire.deliver(Infinity);
    wire.stop();
    await reading;
  };

  it('reaches an event when all before it have been applied, whichever is done first', async () => {
    const first = Promise.withResolvers<undefined>();
    const reading = read((set) => (set === 'one' ? first.promise.then(() => undefined) : Promise.resolve()));
    await new Promise(setImmediate);
    expect(reached).toEqual([]);
    first.resolve(undefined);
    await reading;
    expect(reached).toEqual([1, 2, 3]);
  });

  it('reaches nothing after an event that was not applied', async () => {
    await read((set) => (set === 'two' ? Promise.reject(new Error('stopped')) : Promise.resolve()));
    expect(reached).toEqual([1]);
  });

  it('takes nothing after a gap', async () => {
    wire.onItsWay.splice(1, 1);
    await read(() => Promise.resolve());
    expect(reached).toEqual([1]);
  });
});
