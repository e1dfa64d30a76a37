/**
 * Asks whoever issued a token whether it is still active. {@link IntrospectionClient} does it by RFC 7662.
 *
 * @example
 * const tokenStatus: TokenStatus = {
 *   async isActive(token) {
 *     const answer = await askTheIssuer(token).catch((cause) => {
 *       throw new TokenStatusUnavailableError('the issuer did not answer', { cause });
 *     });
 *     return answer.active;
 *   },
 * };
 */
export interface TokenStatus {
  /** @throws TokenStatusUnavailableError when no answer could be had */
  isActive(token: string): Promise<boolean>;
}
