import { invalidLastEventId } from './stream.problems.js';

const MAX_SEQUENCE = 2 ** 31 - 1;

/**
 * The sequence after which a stream goes on; undefined without the header. Browsers send an empty one before the first event.
 * @throws ProblemError `invalid_last_event_id`
 */
export function parseLastEventId(header: string | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  const sequence = /^\d{1,10}$/.test(header) ? Number(header) : NaN;
  if (!(sequence <= MAX_SEQUENCE)) throw invalidLastEventId();
  return sequence;
}
