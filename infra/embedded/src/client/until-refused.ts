import { refused, type Answer } from './http.ts';
import { until } from './until.ts';

/** Repeats a request until it is refused with 401 `invalid_token`; answers the moment it was (`performance.now()`). */
export function untilRefused(request: () => Promise<Answer>): Promise<number> {
  return until('the token to be refused', async () => {
    const answer = await request();
    if (answer.status === 200) return undefined;
    refused(401, 'invalid_token', answer);
    return performance.now();
  });
}
