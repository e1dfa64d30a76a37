import { ProblemError } from '@hallpass/contracts';
import { runWithTraceparent } from '@hallpass/ports';
import { createLogger } from './create-logger.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

describe('a log line', () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger(
    { name: 'order-api', level: 'info' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  beforeEach(() => lines.splice(0));

  it('names the service, its level and the trace', () => {
    runWithTraceparent(TRACEPARENT, () => {
      logger.info({ orders: 2 }, 'listed');
    });
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/Z$/),
        service: 'order-api',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        spanId: expect.any(String),
        orders: 2,
        msg: 'listed',
      },
    ]);
  });

  it('has no secret, wherever it stands', () => {
    logger.info({ body: { password: 'hall-pass' } }, `for ${JWT}`);
    logger.error(new Error(`refused ${JWT}`), 'failed');
    expect(JSON.stringify(lines)).not.toMatch(/hall-pass|eyJ/);
  });

  it('tells why: the private detail and the causes, but not what drivers add to an error', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(a@b.test)' });
    const definition = { code: 'address_taken', status: 409, title: 'Taken', detail: 'Take another.' };
    logger.error({ err: new ProblemError(definition, { privateDetail: 'constraint 7', cause }) });
    expect(lines[0]?.['err']).toMatchObject({
      code: 'address_taken',
      detail: 'constraint 7',
      cause: { code: '23505', message: 'duplicate key' },
    });
    expect(JSON.stringify(lines)).not.toContain('a@b.test');
  });
});
