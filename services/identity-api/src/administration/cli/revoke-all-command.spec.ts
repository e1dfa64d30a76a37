import type { RevocationOfAll, RevokedAll } from '../use-cases/revoke-all.js';
import { runRevokeAllCommand, USAGE } from './revoke-all-command.js';

const ID = '0b9f2c54-8a4e-4b0c-9d3c-3f1f0f6f2d11';
const missing = { id: ID, name: 'order-api', host: 'orders-1', pid: 7, lastSeenAt: '2026-11-27T10:00:00.000Z' };
const everywhere = {
  propagation: 'applied',
  verifiers: { known: 3, applied: 3, complete: true, missing: [] },
} as const;
const late = {
  propagation: 'published',
  verifiers: { known: 3, applied: 2, complete: true, missing: [missing] },
} as const;
const away = { propagation: 'pending', verifiers: { known: 0, applied: 0, complete: false, missing: [] } } as const;

async function run(args: string[], ...answers: Pick<RevokedAll, 'propagation' | 'verifiers'>[]) {
  const asked: RevocationOfAll[] = [];
  const lines: string[] = [];
  let now = 0;
  const code = await runRevokeAllCommand(args, {
    revokeAll: {
      execute: async (revocation) => {
        asked.push(revocation);
        now += 4000;
        const answer = answers[Math.min(asked.length, answers.length) - 1]!;
        return { id: revocation.id, minEpoch: 42, revokedAt: new Date('2026-11-27T10:00:00Z'), ...answer };
      },
    },
    print: (line) => lines.push(line),
    monotonic: () => now,
  });
  return { code, asked, output: lines.join('\n') };
}

describe('the command that revokes everything', () => {
  it('says first how to go on after an interruption, and in the end how many have applied it', async () => {
    const { code, asked, output } = await run(['--reason', 'restored'], everywhere);
    expect(code).toBe(0);
    expect(asked).toMatchObject([{ reason: 'restored', wait: { withinMs: 10_000, report: true } }]);
    expect(output.split('\n')[0]).toContain(`--id ${asked[0]!.id}`);
    expect(output).toContain('applied: 3 of 3 known verifiers');
  });

  it('asks again under the same id until every verifier has applied it', async () => {
    const { code, asked } = await run(['--reason', 'restored', '--id', ID], away, late, everywhere);
    expect(code).toBe(0);
    expect(asked.map(({ id }) => id)).toEqual([ID, ID, ID]);
  });

  it.each([
    ['names who has not applied it', late, 'missing: order-api on orders-1, process 7'],
    ['says that the event waits for the broker', away, 'as soon as the broker is back'],
  ])('ends with 1 when the time is over, and %s', async (_case, answer, line) => {
    const { code, asked, output } = await run(['--reason', 'restored', '--seconds', '5'], answer);
    expect({ code, attempts: asked.length }).toEqual({ code: 1, attempts: 2 });
    expect(output).toContain(line);
    expect(output).toContain(`run the command again with --id ${asked[0]!.id}`);
  });

  it.each([[[]], [['--reason']], [['--reason', 'x', '--id', '7']], [['--reason', 'x', '--seconds', '31']], [['now']]])(
    'explains itself when it is told %j',
    async (args) => {
      expect(await run(args, everywhere)).toMatchObject({ code: 2, asked: [], output: USAGE });
    },
  );
});
