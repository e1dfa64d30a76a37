import type { DeadLetter } from '@hallpass/messaging';
import { runDeadLettersCommand, USAGE } from './dead-letters-command.js';

const letter: DeadLetter = {
  sequence: 7,
  diedAt: new Date('2026-11-22T12:00:00Z'),
  subject: 'orders.v1.placed',
  stream: 'ORDERS',
  consumer: 'notifications-orders',
  originalSequence: 3,
  deliveries: 5,
  error: 'Error: no',
  body: '{"secret":"body"}',
};
const letters = {
  list: async () => [letter],
  replay: async (sequence: number) => sequence === letter.sequence,
  replayAll: async () => 1,
  reread: async () => ['notifications-orders'],
};

async function run(...args: string[]) {
  const lines: string[] = [];
  const code = await runDeadLettersCommand(args, letters, (line) => lines.push(line));
  return { code, output: lines.join('\n') };
}

describe('the command for dead letters', () => {
  it('lists where each came from and why it died, and not what it contains', async () => {
    const { code, output } = await run('list');
    expect(code).toBe(0);
    expect(output).toContain('7  2026-11-22T12:00:00.000Z  orders.v1.placed  notifications-orders');
    expect(output).toContain('ORDERS 3, delivered 5 times: Error: no');
    expect(output).not.toContain('secret');
  });

  it('replays one, or says that there is none', async () => {
    expect(await run('replay', '7')).toEqual({ code: 0, output: '7 replayed' });
    expect(await run('replay', '8')).toMatchObject({ code: 1 });
  });

  it('replays all', async () => {
    expect(await run('replay-all')).toEqual({ code: 0, output: '1 replayed' });
  });

  it('makes the consumers read their streams again, and names them', async () => {
    expect(await run('reread')).toEqual({ code: 0, output: 'reread: notifications-orders' });
  });

  it.each([[[]], [['replay']], [['replay', 'seven']], [['replay', '0']], [['list', '7']], [['drop']]])(
    'explains itself when it is told %j',
    async (args) => {
      expect(await run(...args)).toEqual({ code: 2, output: USAGE });
    },
  );
});
