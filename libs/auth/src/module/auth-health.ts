import type { Verifier } from '@hallpass/verifier';

/** Whether tokens can be judged, in the shape that readiness checks take: see `Verifier.health`. */
export class AuthHealth {
  readonly name = 'auth';

  constructor(private readonly verifier: Verifier) {}

  /** @throws Error that says what is not ready */
  check(): Promise<void> {
    return this.verifier.health();
  }
}
