import { continueTrace, formatTraceparent } from './traceparent.js';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

describe('a trace', () => {
  it('goes on as a new part of itself', () => {
    const trace = continueTrace(PARENT);
    expect(trace).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', flags: '00' });
    expect(trace.spanId).toMatch(/^(?!00f067aa0ba902b7)[0-9a-f]{16}$/);
    expect(formatTraceparent(trace)).toBe(`00-4bf92f3577b34da6a3ce929d0e0e4736-${trace.spanId}-00`);
  });

  it('goes on from a later version of the format', () => {
    expect(continueTrace(`cc${PARENT.slice(2)}-what-the-future-holds`).traceId).toBe(PARENT.slice(3, 35));
  });

  it.each([
    undefined,
    '',
    'x',
    `ff${PARENT.slice(2)}`,
    `${PARENT}-more`,
    PARENT.toUpperCase(),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
  ])('begins anew after %p', (traceparent) => {
    const trace = continueTrace(traceparent);
    expect(formatTraceparent(trace)).toMatch(/^00-(?!4bf92f35)[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});
