import { z } from 'zod';

const attempts = z.coerce.number().int().min(1).describe('a number of attempts, at least 1');
const seconds = z.coerce.number().int().min(1).describe('seconds, at least 1');

/** How often something may be tried in a window of time. Spread into the schema of the service's configuration. */
export const attemptsConfig = {
  /**
   * Failed logins (and wrong current passwords) for one account from one network that cost no wait; from all networks that the account
   * has not logged in from together, twice as many. Each one more has to wait: a second, then twice as long each time.
   */
  LOGIN_ATTEMPTS_PER_ACCOUNT: attempts.default(10),
  /** The failures of an account are forgotten this long after the last attempt and the wait that follows it. */
  LOGIN_ATTEMPTS_PER_ACCOUNT_WINDOW_SECONDS: seconds.default(24 * 60 * 60),
  /** The longest wait between two attempts for one account. */
  LOGIN_LONGEST_WAIT_SECONDS: seconds.default(15 * 60),
  /**
   * Failed logins from one client, whatever the account. Here and below a client is an IPv4 address or the /64 of an IPv6 address; all
   * clients of a /24 together have 8 times as many, those of a /56 twice, those of a /48 4 times.
   */
  LOGIN_ATTEMPTS_PER_ADDRESS: attempts.default(100),
  /** The window of `LOGIN_ATTEMPTS_PER_ADDRESS`. */
  LOGIN_ATTEMPTS_PER_ADDRESS_WINDOW_SECONDS: seconds.default(15 * 60),
  /** Registrations, verifications, requests for a reset and resets from one client; each kind is counted separately. */
  ACCOUNT_REQUESTS_PER_ADDRESS: attempts.default(30),
  /** The window of `ACCOUNT_REQUESTS_PER_ADDRESS`. */
  ACCOUNT_REQUESTS_PER_ADDRESS_WINDOW_SECONDS: seconds.default(60 * 60),
  /**
   * Mail about registrations, and mail with a password reset, to one address in any hour; each kind is counted separately. What is
   * beyond is not sent, and answered in the same way.
   */
  MAILS_PER_RECIPIENT_PER_HOUR: attempts.default(6),
  /** Requests to each of `/oauth/token`, `/oauth/revoke` and `/oauth/introspect` from one client, at each replica. */
  OAUTH_REQUESTS_PER_MINUTE: attempts.default(600),
} as const;
