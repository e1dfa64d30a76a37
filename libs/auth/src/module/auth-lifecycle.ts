import type { Verifier } from '@hallpass/verifier';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';

/** Runs the verifier as long as the application runs. */
export class AuthLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly verifier: Verifier) {}

  onApplicationBootstrap(): Promise<void> {
    return this.verifier.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.verifier.stop();
  }
}
