import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

interface Applied {
  verifier: number;
  sub: string;
  minEpoch: number;
  /** Nanoseconds of the machine's monotonic clock. */
  at: string;
}

type Message = { applied: Applied[] } | { urls: string[] };

/** Verifiers in a process of their own. */
export class Verifiers {
  readonly urls: readonly string[];
  private readonly child: ChildProcess;
  private readonly applied = new Map<string, Map<number, bigint>>();
  private changed = Promise.withResolvers<undefined>();

  private constructor(child: ChildProcess, urls: readonly string[]) {
    this.child = child;
    this.urls = urls;
    child.on('message', (message: Message) => {
      if ('urls' in message) return;
      for (const each of message.applied) this.take(each);
      this.changed.resolve(undefined);
      this.changed = Promise.withResolvers();
    });
  }

  static async start(issuer: string, broker: string, count: number): Promise<Verifiers> {
    const script = new URL('verifiers.child.ts', import.meta.url);
    const child = fork(script, [issuer, broker, String(count)]);
    const { promise: urls, resolve, reject } = Promise.withResolvers<string[]>();
    child.once('exit', () => reject(new Error('the verifiers ended')));
    // What the stream holds of earlier rounds is replayed, and told, before they are ready.
    child.on('message', (message: Message) => {
      if ('urls' in message) resolve(message.urls);
    });
    return new Verifiers(child, await urls);
  }

  /** The moment in which the last of them had applied it. */
  async appliedByAll(sub: string, minEpoch: number): Promise<bigint> {
    for (;;) {
      const times = this.applied.get(`${sub} ${minEpoch}`);
      if (times?.size === this.urls.length) return [...times.values()].reduce((a, b) => (a > b ? a : b));
      await this.changed.promise;
    }
  }

  /** What each of them answers to a request with that token. */
  async statuses(token: string): Promise<readonly number[]> {
    const headers = { authorization: `Bearer ${token}` };
    return Promise.all(
      this.urls.map(async (url) => {
        const response = await fetch(`${url}/guarded`, { headers });
        await response.text();
        return response.status;
      }),
    );
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL'); // They hold nothing.
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** An event may be told twice: the first time counts. */
  private take({ verifier, sub, minEpoch, at }: Applied): void {
    const key = `${sub} ${minEpoch}`;
    const times = this.applied.get(key) ?? new Map<number, bigint>();
    if (!times.has(verifier)) times.set(verifier, BigInt(at));
    this.applied.set(key, times);
  }
}
