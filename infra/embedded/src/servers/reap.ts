import { spawn, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

let reaper: Writable | undefined;
let listed = 0;

/** Sees to it that a server ends with this process, also when this process is killed. Sends it `signal` then. */
export function reapWithThisProcess(server: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = server;
  if (pid === undefined) return;
  const input = (reaper ??= startReaper());
  listed += 1;
  input.write(`+ ${pid} ${signal}\n`);
  server.once('exit', () => {
    listed -= 1;
    input.write(`- ${pid}\n`);
    if (listed > 0) return;
    // A reaper with nothing to do ends: its handle would keep what started it in memory, such as a whole test suite.
    input.end();
    reaper = undefined;
  });
}

function startReaper(): Writable {
  const script = join(import.meta.dirname, `reaper${extname(import.meta.filename)}`);
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  // Neither the reaper nor the pipe to it keeps this process alive.
  child.unref();
  (child.stdin as Socket).unref();
  return child.stdin;
}
