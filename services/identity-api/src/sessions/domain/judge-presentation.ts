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
 * What presenting a refresh token means (RFC 9700 section 4.14.2). A consumed token is answered with the same successor until that
 * successor is used, within the grace; any other consumed token counts as stolen. What counts is when the request arrived: time
 * that it waited here is not its sender's doing.
 *
 * @param arrivedAt milliseconds, at most the time at which the token was read
 * @param graceMs milliseconds
 */
export function judgePresentation(presented: PresentedToken, arrivedAt: number, graceMs: number): Judgement {
  const { consumedAt, successor } = presented;
  if (consumedAt === null) return 'rotate';
  if (successor === undefined) return 'reuse';
  const beforeSuccessorWasUsed = successor.consumedAt === null || arrivedAt <= successor.consumedAt.getTime();
  return beforeSuccessorWasUsed && arrivedAt - consumedAt.getTime() <= graceMs ? 'repeat' : 'reuse';
}
