/** What refusals say beside themselves. */
export interface GuardOptions {
  /** Names the protected resource's metadata (RFC 9728 section 5.1) in challenges. */
  readonly resourceMetadataUrl: string | undefined;
}

/** The injection token of the {@link GuardOptions}. */
export const GUARD_OPTIONS = Symbol('hallpass:guard-options');
