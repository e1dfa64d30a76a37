import { expecting, Person, startTemporarySystem, type SystemUrls } from '@hallpass/embedded';
import { inChild } from '../child.ts';
import { interruption, unlessInterrupted } from '../interruption.ts';
import type { Result } from '../result.ts';

const CLIENTS = 8;
const WARM_UP_SECONDS = 3;
/** Of the design: refreshes over HTTP, against the same work in SQL and a signature. */
const BOUND = 0.5;

interface Client {
  readonly person: Person;
  readonly sid: string;
  refreshToken: string;
}

/** Refreshes a second, each client with an account of its own, beside the same work in bare SQL by a process of its own. */
export async function refresh(tell: (line: string) => void, { seconds }: { seconds: number }): Promise<Result> {
  const system = await startTemporarySystem({ onProgress: tell, signal: interruption });
  try {
    const clients = await unlessInterrupted(Promise.all(Array.from({ length: CLIENTS }, () => signIn(system.urls))));
    tell(`${CLIENTS} clients refresh for ${seconds} s`);
    await unlessInterrupted(rate(clients, WARM_UP_SECONDS));
    const ours = await unlessInterrupted(rate(clients, seconds));
    tell(`the same in bare SQL`);
    const sids = clients.map(({ sid }) => sid).join(',');
    const script = new URL('../refresh/bare.child.ts', import.meta.url);
    const bare = await inChild<{ rate: number }>(script, [system.databaseUrl('identity-api'), sids, seconds]);
    const ratio = ours / bare.rate;
    return {
      title: 'Refreshes a second',
      heading: ['what', 'measured', 'bound', ''],
      rows: [
        ['POST /oauth/token', `${ours.toFixed(0)} a s`, '', ''],
        ['bare SQL and a signature', `${bare.rate.toFixed(0)} a s`, '', ''],
        ['the ratio', `${ratio.toFixed(2)} x`, `${BOUND} x`, ratio >= BOUND ? 'kept' : 'MISSED'],
      ],
      notes: [
        `${CLIENTS} clients, each with an account and a session of its own, one refresh after the other, for ${seconds} s after a warm-up.`,
        'Ours includes HTTP at both ends, on the same machine as its clients. Bare: seven statements of pg, prepared, under the same locks, and',
        'an ES256 signature; no HTTP, and nothing is judged.',
      ],
      failures: [],
      figures: { ours, bare: bare.rate, ratio },
    };
  } finally {
    await system.stop();
  }
}

async function signIn(urls: SystemUrls): Promise<Client> {
  const person = await Person.stranger(urls).arrive();
  const { session_id: sid, refresh_token: refreshToken } = expecting(200, await person.login());
  return { person, sid, refreshToken };
}

async function rate(clients: readonly Client[], seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  const counts = await Promise.all(
    clients.map(async (client) => {
      let count = 0;
      for (; performance.now() < until; count++)
        client.refreshToken = expecting(200, await client.person.refresh(client.refreshToken)).refresh_token;
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}
