import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** JetStream alone, in a process of its own: one message at a time, when it is asked to. */
export class BareJetStream {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  static async start(broker: string, connections: number, bytes: number): Promise<BareJetStream> {
    const child = fork(new URL('bare.child.ts', import.meta.url), [broker, String(connections), String(bytes)]);
    const bare = new BareJetStream(child);
    await bare.answer();
    return bare;
  }

  /** Milliseconds from the publication of one message to its last delivery. */
  async publish(): Promise<number> {
    const answer = this.answer<{ ms: number }>();
    this.child.send('publish');
    return (await answer).ms;
  }

  async stop(): Promise<void> {
    const running = this.child.exitCode === null && this.child.signalCode === null;
    this.child.kill('SIGKILL'); // It holds nothing.
    if (running) await once(this.child, 'exit');
  }

  private async answer<T>(): Promise<T> {
    const over = new AbortController();
    const ended = once(this.child, 'exit', { signal: over.signal }).then(() => {
      throw new Error('JetStream alone could not be measured: its process ended');
    });
    ended.catch(() => undefined); // Aborted once the answer is there.
    try {
      const [answer] = (await Promise.race([once(this.child, 'message'), ended])) as [T];
      return answer;
    } finally {
      over.abort();
    }
  }
}
