/** Takes the security events a feed delivers. */
export interface RevocationSink {
  /**
   * Verifies one security event token and takes it to heart. Resolves for a forged or malformed one too (it is counted and
   * dropped). Rejects only when it could not be judged, as when the issuer's keys can't be fetched: the feed must repeat
   * it, and must not report having heard anything until it went through.
   */
  apply(setJwt: string): Promise<void>;
}

/** Brings security events from the issuer to this process. Implemented over NATS in `@hallpass/auth/nats`. */
export interface RevocationFeed {
  /** Starts in the background: replays what is kept, then follows. Does not wait for the broker, and does not fail for its absence. */
  start(sink: RevocationSink): Promise<void>;
  stop(): Promise<void>;
  /** Milliseconds by the clock: everything sent before it has been applied. 0 = never heard. */
  lastHeardAt(): number;
  /** Whether everything that was kept when the feed started has been applied. */
  replayed(): boolean;
}
