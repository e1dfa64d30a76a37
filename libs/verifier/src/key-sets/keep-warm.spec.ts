import { KeySetUnavailableError } from '../errors.js';
import { KeepWarm } from './keep-warm.js';

describe('key sets that nothing asks for', () => {
  const source = (ready: () => Promise<void>) => ({ getKey: async () => undefined, withdraw: () => undefined, ready });

  it('are at hand from the start on, those of security events too', () => {
    const asked: string[] = [];
    const warm = new KeepWarm(
      ['access tokens', 'security events'].map((name) => source(async () => void asked.push(name))),
      () => undefined,
    );
    warm.start();
    warm.stop();
    expect(asked).toEqual(['access tokens', 'security events']);
  });

  it('are told of when they are not', async () => {
    const unavailable = new KeySetUnavailableError('connection refused');
    const told = await new Promise((tell) => {
      const warm = new KeepWarm([source(() => Promise.reject(unavailable))], tell);
      warm.start();
      warm.stop();
    });
    expect(told).toBe(unavailable);
  });
});
