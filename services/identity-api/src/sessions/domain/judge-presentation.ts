/** A refresh token as the table knows it when it is presented. */
export interface PresentedToken {
  readonly consumedAt: Date | null;
  /** Undefined when it has no successor. */
  readonly successor?: { readonly consumedAt: Date | null } | undefined;
}

/**
 * `rotate`: it is the live one. `repeat`: its holder lost the answer, or two of its requests crossed. `reuse`: somebody else may
 * hold it.
 */
export type Judgement = 'rotate' | 'repeat' | 'reuse';

/**
 * What presenting a refresh token means (RFC 9700 section 4.14.2). Only the immediate predecessor of the live token, and only
 * within the grace, is answered with the same successor; any other consumed token counts as stolen.
 *
 * @param now milliseconds
 * @param graceMs milliseconds
 */
export function judgePresentation({ consumedAt, successor }: PresentedToken, now: number, graceMs: number): Judgement {
  if (consumedAt === null) return 'rotate';
  const isImmediatePredecessor = successor !== undefined && successor.consumedAt === null;
  return isImmediatePredecessor && now - consumedAt.getTime() <= graceMs ? 'repeat' : 'reuse';
}
