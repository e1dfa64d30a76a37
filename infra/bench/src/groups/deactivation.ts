import { startTemporarySystem } from '@hallpass/embedded';
import { BareJetStream } from '../deactivation/bare.ts';
import { deactivations, type Measured } from '../deactivation/rounds.ts';
import { Verifiers } from '../deactivation/verifiers.ts';
import { interruption, unlessInterrupted } from '../interruption.ts';
import { within, type Result } from '../result.ts';
import { percentiles } from '../statistics.ts';

const COUNTS = [1, 6, 20];
/** Of the design: with six verifiers, against the publish-to-deliver p99 of JetStream alone in the same run. */
const BOUND = { verifiers: 6, ratio: 3 };
/** As long as the token of a deactivation. */
const EVENT_BYTES = 640;

/** From the answer of a deactivation to its refusal everywhere, beside what the broker takes by itself. */
export async function deactivation(tell: (line: string) => void, { rounds }: { rounds: number }): Promise<Result> {
  const system = await startTemporarySystem({ onProgress: tell, signal: interruption });
  const rows: string[][] = [];
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  const ms = (value: number) => value.toFixed(2);
  const row = (what: string, samples: readonly number[], more: readonly string[] = []) => {
    const { p50, p99, max } = percentiles(samples);
    figures[what] = { p50, p99, max };
    rows.push([what, ms(p50), ms(p99), ms(max), ...more]);
    return p99;
  };
  try {
    for (const count of COUNTS) {
      tell(`${count} verifiers, ${rounds} rounds`);
      const bare = await BareJetStream.start(system.urls.nats, count, EVENT_BYTES);
      const verifiers = await Verifiers.start(system.urls.identity, system.urls.nats, count);
      const measure = (query: string) => unlessInterrupted(deactivations(system.urls, verifiers, bare, query, rounds));
      try {
        const raw = await measure('?wait=published');
        const alone = raw.bare.map(({ fromPublish }) => fromPublish);
        const p99 = row(`${count}: JetStream, published -> delivered to the last`, alone);
        row(
          `${count}: JetStream, acknowledged -> delivered to the last`,
          raw.bare.map(({ fromAck }) => fromAck),
        );
        const already = raw.answeredToRefused.filter((each) => each <= 0).length / raw.answeredToRefused.length;
        const answered = percentiles(raw.answeredToRefused);
        const verdict =
          count === BOUND.verifiers
            ? [`${(answered.p99 / p99).toFixed(2)} x, bound ${BOUND.ratio} x`, within(answered.p99 / p99, BOUND.ratio)]
            : [`${(answered.p99 / p99).toFixed(2)} x`];
        row(`${count}: answered -> refused at the last, wait=published`, raw.answeredToRefused, verdict);
        rows.push([`${count}:   refused everywhere before the answer came`, `${(already * 100).toFixed(0)} %`]);
        row(`${count}: the request, wait=published`, raw.request);
        for (const [name, query] of [
          ['usual', ''],
          ['wait=applied', '?wait=applied&timeout=10s'],
        ] as const) {
          const waited: Measured = await measure(query);
          row(`${count}: the request, ${name}`, waited.request, [`accepted after it: ${waited.accepted}`]);
          if (waited.accepted > 0 && name === 'wait=applied')
            failures.push(`${count} verifiers, ${name}: ${waited.accepted} accepted after the answer`);
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
    heading: ['verifiers: what', 'p50', 'p99', 'max', 'of JetStream’s p99', ''],
    rows,
    notes: [
      `${rounds} rounds each, after a warm-up. Verifiers are whole applications with the auth library, each with a connection, a state and`,
      'a cache of its own, in one process; the three services of the system run beside them. A negative time: refused before the answer was there.',
      `JetStream alone: the same broker, once before each deactivation, as many connections with the feed's kind of consumer, ${EVENT_BYTES} bytes.`,
    ],
    failures,
    figures,
  };
}
