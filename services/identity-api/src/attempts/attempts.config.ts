import { z } from 'zod';

const attempts = z.coerce.number().int().min(1).describe('a number of attempts, at least 1');
const seconds = z.coerce.number().int().min(1).describe('seconds, at least 1');

/** How often something may be tried in a window of time. Spread into the schema of the service's configuration. */
export const attemptsConfig = {
  /** Failed logins (and wrong current passwords) for one account from one IP address. */
  LOGIN_ATTEMPTS_PER_ACCOUNT: attempts.default(10),
  /** The window of `LOGIN_ATTEMPTS_PER_ACCOUNT`. */
  LOGIN_ATTEMPTS_PER_ACCOUNT_WINDOW_SECONDS: seconds.default(15 * 60),
  /** Failed logins from one IP address, whatever the account. */
  LOGIN_ATTEMPTS_PER_ADDRESS: attempts.default(100),
  /** The window of `LOGIN_ATTEMPTS_PER_ADDRESS`. */
  LOGIN_ATTEMPTS_PER_ADDRESS_WINDOW_SECONDS: seconds.default(15 * 60),
  /** Registrations, verifications, requests for a reset and resets from one IP address; each kind is counted separately. */
  ACCOUNT_REQUESTS_PER_ADDRESS: attempts.default(30),
  /** The window of `ACCOUNT_REQUESTS_PER_ADDRESS`. */
  ACCOUNT_REQUESTS_PER_ADDRESS_WINDOW_SECONDS: seconds.default(60 * 60),
  /** Requests to each of `/oauth/token`, `/oauth/revoke` and `/oauth/introspect` from one IP address, at each replica. */
  OAUTH_REQUESTS_PER_MINUTE: attempts.default(600),
} as const;
