import type { ServiceLetters } from './service-letters.js';

export const USAGE = `usage: dead-letters list | replay <sequence> | replay-all | reread

list            what could not be handled, the oldest first
replay <seq>    hands one of them to its consumers again, when the cause is gone
replay-all      hands all of them to their consumers again
reread          while Notifications is stopped: at its next start it reads its streams from their beginning`;

type Letters = Pick<ServiceLetters, 'list' | 'replay' | 'replayAll' | 'reread'>;

/** Runs one command. Returns the exit code: 0 done, 1 no such dead letter, 2 not a command. Throws when NATS is away. */
export async function runDeadLettersCommand(
  [command, argument, ...rest]: readonly string[],
  letters: Letters,
  print: (line: string) => void,
): Promise<number> {
  if (command === 'list' && argument === undefined) return list(letters, print);
  if (command === 'replay-all' && argument === undefined) {
    print(`${await letters.replayAll()} replayed`);
    return 0;
  }
  if (command === 'reread' && argument === undefined) {
    const forgotten = await letters.reread();
    print(
      forgotten.length === 0
        ? 'There is no consumer: the next start reads everything.'
        : `reread: ${forgotten.join(', ')}`,
    );
    return 0;
  }
  if (command === 'replay' && /^[1-9]\d*$/.test(argument ?? '') && rest.length === 0) {
    const found = await letters.replay(Number(argument));
    print(found ? `${argument} replayed` : `There is no dead letter ${argument}: see "list".`);
    return found ? 0 : 1;
  }
  print(USAGE);
  return 2;
}

/** Bodies are not shown: they may hold what is nobody's business. */
async function list(letters: Letters, print: (line: string) => void): Promise<number> {
  const all = await letters.list();
  for (const { sequence, diedAt, subject, stream, consumer, originalSequence, deliveries, error } of all) {
    print(`${sequence}  ${diedAt.toISOString()}  ${subject}  ${consumer}`);
    print(`    ${stream} ${originalSequence}, delivered ${deliveries} times: ${error}`);
  }
  print(`${all.length} dead letters`);
  return 0;
}
