/** Asks whoever issued a token whether it is still active. {@link IntrospectionClient} does it by RFC 7662. */
export interface TokenStatus {
  /** @throws TokenStatusUnavailableError when no answer could be had */
  isActive(token: string): Promise<boolean>;
}
