import { endOf } from '../servers/server-process.ts';
import { followFile } from './follow-file.ts';

/** What `node --watch` says, in the log of the program: it goes on when the program has ended, and waits for a change. */
const ENDED = /(Completed|Failed) running .*Waiting for file changes before restarting/;
const RESTARTED = /Restarting '/;

export interface WatchedProgram {
  readonly name: string;
  readonly logFile: string;
  /** Told of each end and of each start that follows one. */
  readonly onNotice: (message: string) => void;
}

/** Notices that a program under `node --watch` has ended by itself, which its process does not show. */
export class WatchedEnd {
  private ended = false;
  private readonly stop: () => void;

  constructor({ name, logFile, onNotice }: WatchedProgram) {
    this.stop = followFile(logFile, (line) => {
      if (ENDED.test(line)) {
        this.ended = true;
        onNotice(
          `${name} has ended, and starts again with the next change. Its last words (${logFile}):\n${endOf(logFile).trim()}`,
        );
      } else if (this.ended && RESTARTED.test(line)) {
        this.ended = false;
        onNotice(`${name} starts again`);
      }
    });
  }

  /** Whether it does not run now. */
  get hasEnded(): boolean {
    return this.ended;
  }

  close(): void {
    this.stop();
  }
}
