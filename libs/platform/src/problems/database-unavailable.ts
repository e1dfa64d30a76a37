/** Classes of SQLSTATE (PostgreSQL's appendix A): connection exception, invalid authorization (as while a password is changed), insufficient resources. */
const SQLSTATE_CLASSES = new Set(['08', '28', '53']);

const CODES = new Set([
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
  '57014', // query_canceled, as by statement_timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  // Prisma's
  'P1000', // the server refuses the credentials
  'P1001', // the server can't be reached
  'P1002', // the server timed out
  'P1008', // the operation timed out
  'P1017', // the server closed the connection
  'P2024', // no connection of the pool in time
  'P2028', // a transaction did not start, or did not end, in time
  'P2034', // a deadlock or a conflict of writes
  'P2037', // too many connections
  // Node's
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What Prisma's driver calls an error that came with no SQLSTATE. */
const KINDS = new Set([
  'AuthenticationFailed',
  'ConnectionClosed',
  'DatabaseAccessDenied',
  'DatabaseNotReachable',
  'SocketTimeout',
]);

/** pg gives these no code. */
const MESSAGES = [
  'Cannot use a pool after calling end on the pool',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Connection terminated',
  'Query read timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
];

interface Failure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly meta?: { driverAdapterError?: { cause?: { kind?: unknown; originalCode?: unknown } } };
}

/**
 * Whether an error of Prisma or pg says that the database is slow, full, silent or gone: nothing is wrong with the request,
 * and it is worth repeating.
 */
export function isDatabaseUnavailable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code, message, meta } = thrown as Failure;
  const driver = meta?.driverAdapterError?.cause;
  return (
    [code, driver?.originalCode].some(isCode) ||
    KINDS.has(driver?.kind as string) ||
    MESSAGES.some((text) => (message as string).startsWith(text))
  );
}

function isCode(code: unknown): boolean {
  if (typeof code !== 'string') return false;
  return CODES.has(code) || (code.length === 5 && SQLSTATE_CLASSES.has(code.slice(0, 2)));
}
