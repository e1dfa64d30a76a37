import { eventually } from './eventually.js';

describe('eventually', () => {
  it('gives what the probe gives once it stops throwing', async () => {
    let calls = 0;
    const value = await eventually(() => {
      calls++;
      if (calls < 3) throw new Error('not yet');
      return 'there';
    });
    expect([value, calls]).toEqual(['there', 3]);
  });

  it('goes on while the probe gives something falsy', async () => {
    const values = [false, null, 0, 7];
    expect(await eventually(() => values.shift())).toBe(7);
  });

  it('fails with the last error', async () => {
    const never = eventually(() => Promise.reject(new Error('connection refused')), {
      timeoutMs: 20,
      describe: 'the connection',
    });
    await expect(never).rejects.toThrow(/^the connection did not come true within 20 ms: connection refused$/);
  });
});
