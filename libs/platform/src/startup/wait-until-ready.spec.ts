import { waitUntilReady } from './wait-until-ready.js';

describe('waiting until the service is ready', () => {
  it('ends with the first check that finds everything in order', async () => {
    const answers = [false, false, true];
    const check = jest.fn(async () => {
      if (answers.shift() !== true) throw new Error('not yet');
    });
    expect(await waitUntilReady([{ name: 'feed', check }], 60_000)).toBe(true);
    expect(check).toHaveBeenCalledTimes(3);
  });

  it('gives up after its time, so that the service begins all the same', async () => {
    const check = () => Promise.reject(new Error('never'));
    expect(await waitUntilReady([{ name: 'broker', check }], 150)).toBe(false);
  });
});
