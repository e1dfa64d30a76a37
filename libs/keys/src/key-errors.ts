/** What arrived can't be decrypted with any key of the set; another attempt ends the same way. */
export class UndecryptableError extends Error {
  override readonly name = 'UndecryptableError';

  constructor(useCase: string, cause: unknown) {
    super(`This can't be decrypted with a key of the key set "${useCase}".`, { cause });
  }
}
