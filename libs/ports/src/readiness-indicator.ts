/** Something a service can't do without. */
export interface ReadinessIndicator {
  /** The key under `checks` in the answer of `/health/ready`. */
  readonly name: string;
  /**
   * Rejects while the service can't serve; the message is shown to whoever asks. Resolves with what should be shown although it
   * can, where there is such a thing.
   */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most have nothing to say, and return nothing
  check(): Promise<string | void>;
}
