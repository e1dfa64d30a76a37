import type { Verifier } from '@hallpass/verifier';

/** Whether tokens can be judged, in the shape that readiness checks take: see `Verifier.health`. */
export class AuthHealth {
  readonly name = 'auth';

  constructor(private readonly verifier: Verifier) {}

  /**
   * @returns what an operator should know although tokens can be judged, such as a clock that differs from the issuer's
   * @throws Error that says what is not ready
   */
  async check(): Promise<string | undefined> {
    return (await this.verifier.health()).warning;
  }
}
