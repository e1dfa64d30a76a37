/** The recipient's encryption key can't be had, so nothing can be sealed for it. Worth another attempt later. */
export class RecipientKeyUnavailableError extends Error {
  override readonly name = 'RecipientKeyUnavailableError';

  constructor(jwksUri: string, reason: string, cause?: unknown) {
    super(`No encryption key from ${jwksUri}: ${reason}`, { cause });
  }
}
