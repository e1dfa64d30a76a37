import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { TOKEN_TYPES, type TokenType, type TokenUseCase } from '@hallpass/contracts';
import { KeyRing, type KeySealer, type KeySetDefinition } from '@hallpass/keys';
import { CLOCK, type Clock } from '@hallpass/ports';
import { type Config, CONFIG } from '../config.js';
import { Database } from '../database/database.js';
import { securityStream } from '../outbox/security-stream.js';

export const KEY_SEALER = Symbol('KeySealer');

/** Every key set of this issuer. Started before anything that signs, stopped after it. */
@Injectable()
export class IdentityKeyRing extends KeyRing implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    database: Database,
    @Inject(KEY_SEALER) sealer: KeySealer,
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) clock: Clock,
  ) {
    super({ sql: database, sealer, clock, definitions: keySetDefinitions(config), logger: new Logger('KeyRing') });
  }

  async onModuleInit(): Promise<void> {
    await this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}

/**
 * One key set for each use case of {@link TOKEN_TYPES}. Strangers verify access tokens and nothing else: what else this issuer
 * signs is for itself and its services, and a verifier that checks neither `typ` nor audience must not find the key.
 */
export function keySetDefinitions(
  config: Pick<Config, 'ACCESS_TOKEN_TTL_SECONDS' | 'ACCESS_TOKEN_ALG'>,
): KeySetDefinition[] {
  return (Object.entries(TOKEN_TYPES) as [TokenUseCase, TokenType][]).map(
    ([useCase, { typ, alg, lifetimeSeconds }]) => {
      if (typ === 'at+jwt') {
        const tokenLifetimeSeconds = config.ACCESS_TOKEN_TTL_SECONDS;
        return { useCase, use: 'sig', alg: config.ACCESS_TOKEN_ALG, tokenLifetimeSeconds };
      }
      // A security event does not expire, but the stream forgets it.
      const kept = securityStream(config.ACCESS_TOKEN_TTL_SECONDS).maxAgeMs / 1000;
      return { useCase, use: 'sig', alg, tokenLifetimeSeconds: lifetimeSeconds ?? kept, standsAlone: true };
    },
  );
}
