/** What is known of an attempt that failed, without anybody's address. */
export interface SendFailure {
  /** For the operator: what went wrong, at which step. */
  readonly reason: string;
  /** True when another attempt can't help. */
  readonly final: boolean;
}

/** `MAIL FROM` is not among them: a sender that is refused is a mistake in the configuration. */
const JUDGED_BY_SERVER = ['RCPT TO', 'DATA'];

/**
 * Takes only the codes of an error: a server's answer, which is the error's message, often repeats the recipient. It is
 * final when the server refused the recipient or the content for good (RFC 5321 section 4.2.1, a 55x answer).
 */
export function sendFailure(error: unknown): SendFailure {
  if (!(error instanceof Error)) return { reason: 'unknown', final: false };
  const { name, code, responseCode, command } = error as Error & Record<'code' | 'responseCode' | 'command', unknown>;
  const refused = typeof responseCode === 'number' && responseCode >= 550;
  return {
    reason: [code ?? name, responseCode, command].filter((part) => part !== undefined).join(' '),
    final: refused && JUDGED_BY_SERVER.includes(String(command)),
  };
}
