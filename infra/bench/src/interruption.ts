const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stop.abort(new Error('stopped'));
  });

/** Aborted by Ctrl-C: what has been started is then ended in order. */
export const interruption: AbortSignal = stop.signal;

/** The outcome of the work; rejects as soon as it is interrupted. */
export function unlessInterrupted<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const interrupted = () => reject(interruption.reason);
  interruption.addEventListener('abort', interrupted, { once: true });
  if (interruption.aborted) interrupted();
  return Promise.race([work, promise]).finally(() => interruption.removeEventListener('abort', interrupted));
}
