/** Class 28 of SQLSTATE: invalid authorization. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && /^28[0-9A-Z]{3}$/.test(String((error as { code?: unknown }).code));

/** An error that says what to do, where PostgreSQL refuses the credentials of this service; any other as it is. */
export function explainRefusal(error: unknown): unknown {
  if (!isRefusal(error)) return error;
  const message =
    `PostgreSQL refuses the credentials of this service (${error.message}): the role and password in DATABASE_URL must be those ` +
    `that PostgreSQL knows; restart this replica with them`;
  return new Error(message, { cause: error });
}
