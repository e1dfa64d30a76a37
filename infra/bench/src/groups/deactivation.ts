import { startTemporarySystem } from '@hallpass/embedded';
import { BareJetStream } from '../deactivation/bare.ts';
import { deactivations, WITHOUT_VERIFIERS, type Measured } from '../deactivation/rounds.ts';
import { Verifiers } from '../deactivation/verifiers.ts';
import { interruption, unlessInterrupted } from '../interruption.ts';
import { within, type Result } from '../result.ts';
import { percentiles } from '../statistics.ts';

const COUNTS = [1, 6, 20];
/** Of the design: with six verifiers, against the publish-to-deliver p99 of JetStream alone in the same run. */
const BOUND = { verifiers: 6, ratio: 3 };
/** As long as the token of a deactivation. */
const EVENT_BYTES = 640;

/** What the answer of a deactivation waits for. */
const ANSWERS: readonly { readonly waitsFor: string; readonly query: string; readonly mayBeLate: boolean }[] = [
  { waitsFor: 'verifiers, 1 s (usual)', query: '', mayBeLate: true },
  { waitsFor: 'verifiers, 10 s (applied)', query: '?wait=applied&timeout=10s', mayBeLate: false },
  { waitsFor: 'the broker (published)', query: WITHOUT_VERIFIERS, mayBeLate: true },
];

/** From the answer of a deactivation to its refusal everywhere, beside what the broker takes by itself. */
export async function deactivation(tell: (line: string) => void, { rounds }: { rounds: number }): Promise<Result> {
  const system = await startTemporarySystem({ onProgress: tell, signal: interruption });
  const rows: string[][] = [];
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  try {
    for (const count of COUNTS) {
      const bare = await BareJetStream.start(system.urls.nats, count, EVENT_BYTES);
      const verifiers = await Verifiers.start(system.urls.identity, system.urls.nats, count);
      try {
        for (const { waitsFor, query, mayBeLate } of ANSWERS) {
          tell(`${count} verifiers, ${rounds} rounds, the answer waits for ${waitsFor}`);
          const measured = await unlessInterrupted(deactivations(system.urls, verifiers, bare, query, rounds));
          const times = timesOf(measured);
          figures[`${count} ${waitsFor}`] = times;
          rows.push([String(count), waitsFor, ...cells(times), verdict(count, times), String(measured.accepted)]);
          if (measured.accepted > 0 && !mayBeLate)
            failures.push(`${count} verifiers, ${waitsFor}: ${measured.accepted} accepted after the answer`);
        }
      } finally {
        await Promise.all([verifiers.stop(), bare.stop()]);
      }
    }
  } finally {
    await system.stop();
  }
  return {
    title: 'From the answer of a deactivation to its refusal at the last verifier, in milliseconds',
    heading: ['verifiers', 'the answer waits for', ...HEADING, 'of JetStream’s p99', 'late'],
    rows,
    notes: [
      `${rounds} rounds each, after a warm-up. Verifiers are whole applications with the auth library, each with a connection, a state and`,
      'a cache of its own, in one process; the three services of the system run beside them.',
      `JetStream: alone, published -> delivered to the last; the same broker, once before each deactivation, as many connections with the`,
      `feed's kind of consumer, ${EVENT_BYTES} bytes. Refused: from the answer to the refusal at the last; negative: before the answer was there.`,
      'Request: from sending it to its answer. Late: rounds in which a verifier refused after the answer was there.',
    ],
    failures,
    figures,
  };
}

const HEADING = ['JetStream p50', 'p99', 'refused p50', 'p99', 'max', 'request p50', 'p99'];

function timesOf({ bare, answeredToRefused, request }: Measured) {
  return {
    bare: percentiles(bare),
    refused: percentiles(answeredToRefused),
    request: percentiles(request),
  };
}

function cells({ bare, refused, request }: ReturnType<typeof timesOf>): string[] {
  const all = [bare.p50, bare.p99, refused.p50, refused.p99, refused.max, request.p50, request.p99];
  return all.map((ms) => ms.toFixed(2));
}

function verdict(count: number, { bare, refused }: ReturnType<typeof timesOf>): string {
  const ratio = refused.p99 / bare.p99;
  const text = ratio <= 0 ? 'before it' : `${ratio.toFixed(2)} x`;
  return count === BOUND.verifiers ? `${text}, bound ${BOUND.ratio} x: ${within(ratio, BOUND.ratio)}` : text;
}
