import type { Answer } from '../../client/http.ts';
import type { Ledger } from '../ledger.ts';

/** Milliseconds for which a client waits for an answer before it gives up. */
export const CLIENT_TIMEOUT_MS = 1_000;

/**
 * One request of a client, entered into the books. Undefined when no answer came: what became of the request is not known.
 * A failure is a breach when no fault was there from before the request was sent until it failed.
 */
export async function attempt<T>(
  ledger: Ledger,
  what: string,
  request: () => Promise<Answer<T>>,
): Promise<Answer<T> | undefined> {
  const { strict } = ledger;
  let answer: Answer<T> | undefined;
  let reason = '';
  let gaveUp = false;
  try {
    answer = await request();
    if (answer.status >= 500) reason = `${answer.status} ${JSON.stringify(answer.body)}`;
  } catch (error) {
    gaveUp = error instanceof Error && error.name === 'TimeoutError';
    reason = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error);
  }
  ledger.request(reason !== '');
  const forgiven = !strict || !ledger.strict || (gaveUp && ledger.busy);
  if (reason !== '' && !forgiven) ledger.breach(`${what} failed though no fault was left: ${reason}`);
  return answer;
}
