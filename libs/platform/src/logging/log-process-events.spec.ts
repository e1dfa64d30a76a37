import { EventEmitter } from 'node:events';
import { createLogger } from './create-logger.js';
import { logProcessEvents } from './log-process-events.js';

describe('what Node tells of the process', () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const exit = jest.fn();
  let host: EventEmitter;
  let printed: jest.Mock;
  beforeEach(() => {
    lines.splice(0);
    exit.mockReset();
    printed = jest.fn();
    host = new EventEmitter().on('warning', printed);
    const logger = createLogger({ name: 'order-api', level: 'info' }, { write });
    logProcessEvents(logger, Object.assign(host, { exit }) as never);
  });

  it('is logged when it is a warning, and not printed', () => {
    host.emit('warning', Object.assign(new Error('SEED_DEMO is insecure'), { name: 'InsecureConfiguration' }));
    expect(lines).toMatchObject([{ level: 'warn', warning: 'InsecureConfiguration', msg: 'SEED_DEMO is insecure' }]);
    expect(printed).not.toHaveBeenCalled();
  });

  it('is logged when it is an error that nobody caught, and ends the process with 1', () => {
    host.emit('uncaughtException', new TypeError('undefined is no function'));
    expect(lines).toMatchObject([{ level: 'fatal', err: { message: 'undefined is no function' } }]);
    expect(exit).toHaveBeenCalledWith(1);
  });
});
