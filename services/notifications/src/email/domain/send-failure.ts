/**
 * What a failed attempt says. `refused`: the server will never take this e-mail. `deferred`: the server, or this service, can't
 * deal with this e-mail now. `unavailable`: the server, or its configuration here, takes no e-mail at all now.
 */
export type Verdict = 'refused' | 'deferred' | 'unavailable';

/** What is known of an attempt that failed, without anybody's address. */
export interface SendFailure {
  /** For the operator: what went wrong, at which step. */
  readonly reason: string;
  readonly verdict: Verdict;
  /** True when the server had begun to deal with this e-mail, so that the e-mail itself may be the cause. */
  readonly isAboutEmail: boolean;
}

/** `MAIL FROM` is not among them: a sender that is refused is a mistake in the configuration. */
const ABOUT_THE_EMAIL = ['RCPT TO', 'DATA'];
/** Whatever the command: closing (421), the host takes no mail (521), authentication and encryption. */
const ABOUT_THE_SERVER = [421, 454, 521, 530, 534, 535, 538];
/** What nodemailer, or this service, found wrong with the e-mail itself. */
const BY_US = ['EENVELOPE', 'EMESSAGE'];

type Details = Record<'code' | 'responseCode' | 'command', unknown>;

/**
 * Takes only the codes of an error: a server's answer, which is the error's message, often repeats the recipient. A refusal is
 * a 5yz answer about the recipient or the content (RFC 5321 section 4.2.1).
 */
export function sendFailure(error: unknown): SendFailure {
  if (!(error instanceof Error)) return { reason: 'unknown', verdict: 'deferred', isAboutEmail: false };
  const { name, code, responseCode, command } = error as Error & Details;
  const reason = [code ?? name, responseCode, command].filter((part) => part !== undefined && part !== false).join(' ');
  const isAboutEmail = ABOUT_THE_EMAIL.includes(String(command));
  return { reason, verdict: verdictOf({ code, responseCode, command }), isAboutEmail };
}

function verdictOf({ code, responseCode, command }: Details): Verdict {
  if (typeof responseCode !== 'number')
    return code === undefined || BY_US.includes(String(code)) ? 'deferred' : 'unavailable';
  if (ABOUT_THE_SERVER.includes(responseCode) || !ABOUT_THE_EMAIL.includes(String(command))) return 'unavailable';
  return responseCode >= 500 ? 'refused' : 'deferred';
}
