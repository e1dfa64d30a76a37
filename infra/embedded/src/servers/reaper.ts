/**
 * Outlives the process that starts it, by design: when that process ends, however it ends, its end of this one's
 * standard input closes, and every server it still lists is ended. Lines: `+ <pid> <signal>` and `- <pid>`.
 */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const listed = new Map<number, NodeJS.Signals>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [sign, pid, signal] = line.split(' ');
  if (sign === '+') listed.set(Number(pid), signal as NodeJS.Signals);
  else listed.delete(Number(pid));
});
lines.once('close', () => void reap());

async function reap(): Promise<void> {
  for (const [pid, signal] of listed) {
    send(pid, 'SIGCONT');
    send(pid, signal);
  }
  for (let waited = 0; waited < 5_000 && [...listed.keys()].some((pid) => send(pid, 0)); waited += 50) await delay(50);
  for (const pid of listed.keys()) send(pid, 'SIGKILL');
}

/** False when there is no such process any more. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
