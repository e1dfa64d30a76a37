import { redactText } from './redact.js';

interface SerializedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  /** For the log only: see `ProblemError.privateDetail`. */
  detail?: string;
  cause?: SerializedError;
}

const MAX_CAUSES = 5;

/** An error with its causes. Nothing else of it: drivers put the values of a row or the whole request into its members. */
export function serializeError(error: unknown, depth = MAX_CAUSES): SerializedError | undefined {
  if (!(error instanceof Error))
    return error === undefined ? undefined : { type: typeof error, message: String(error) };
  const { code, privateDetail } = error as { code?: unknown; privateDetail?: unknown };
  const cause = depth === 0 || error.cause === undefined ? undefined : serializeError(error.cause, depth - 1);
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: redactText(error.stack) }),
    ...(typeof privateDetail === 'string' && { detail: redactText(privateDetail) }),
    ...(cause !== undefined && { cause }),
  };
}
