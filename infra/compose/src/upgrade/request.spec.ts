import { parseRequest } from './request.ts';

describe('what an upgrade is asked for', () => {
  it('is everything that runs, built, where nothing is said', () => {
    const nothing = { services: [], builds: true, isRestart: false, scale: new Map(), patienceSeconds: 120 };
    expect(parseRequest([])).toEqual(nothing);
  });

  it('is read from options and names', () => {
    const args = ['--restart', '--no-build', '--scale', 'order-api=3', '--wait-timeout', '60', 'order-api'];
    expect(parseRequest(args)).toEqual({
      services: ['order-api'],
      builds: false,
      isRestart: true,
      scale: new Map([['order-api', 3]]),
      patienceSeconds: 60,
    });
  });

  it.each([
    ['--scale', 'order-api'],
    ['--scale', 'order-api=0'],
    ['--wait-timeout', 'soon'],
    ['--force', ''],
  ])('is refused with %s %s', (...args) => {
    expect(() => parseRequest(args.filter(Boolean))).toThrow(args[0]);
  });
});
