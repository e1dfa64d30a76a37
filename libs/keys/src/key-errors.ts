/** The key set has no key that can sign: the ring was not started, or the key-encryption keys don't open it. */
export class SigningKeyUnavailableError extends Error {
  override readonly name = 'SigningKeyUnavailableError';

  constructor(useCase: string) {
    super(`The key set "${useCase}" has no key to sign with. Is it defined, for signing, and was the ring started?`);
  }
}

/** What arrived can't be decrypted with any key of the set; another attempt ends the same way. */
export class UndecryptableError extends Error {
  override readonly name = 'UndecryptableError';

  constructor(useCase: string, cause: unknown) {
    super(`This can't be decrypted with a key of the key set "${useCase}".`, { cause });
  }
}
