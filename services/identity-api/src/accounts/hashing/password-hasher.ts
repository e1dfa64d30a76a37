import { Injectable } from '@nestjs/common';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { normalisePassword } from '../domain/password-policy.js';
import { HashingQueue } from './hashing-queue.js';

/** argon2id by OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
export const PASSWORD_PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A hash that no password is known for, made with {@link PASSWORD_PARAMETERS}: what an unknown address is checked against. */
export const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$e+qtcVB5Wc83GdAMX+XiXQ$gg++kmMP3rYjuspUaYAseVyX/wPQvmva1vGdj92arUk';

/** Hashes and checks passwords, NFKC-normalised, in the {@link HashingQueue}. */
@Injectable()
export class PasswordHasher {
  constructor(private readonly queue: HashingQueue) {}

  /**
   * Waits for the turn of a request that may hash passwords.
   *
   * @throws ProblemError `hashing_busy` (503, `Retry-After` in seconds) when too many wait; what the job throws
   */
  inTurn<T>(turn: readonly string[], job: () => Promise<T>): Promise<T> {
    return this.queue.inTurn(turn, job);
  }

  /**
   * Hashes a password in a turn of its own.
   *
   * @throws ProblemError `hashing_busy` (503, `Retry-After` in seconds) when too many wait
   */
  hash(password: string, turn: readonly string[] = []): Promise<string> {
    const job = () => hash(normalisePassword(password), PASSWORD_PARAMETERS);
    return this.inTurn(turn, () => this.queue.hash(job));
  }

  /** Within a turn, checks against the hash, or does the same work for nothing where there is none. */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const matches = await this.queue.hash(() => verify(passwordHash ?? DUMMY_HASH, normalisePassword(password)));
    return matches && passwordHash !== undefined;
  }

  /** Whether the hash was made with other parameters than today's. */
  needsRehash(passwordHash: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(passwordHash);
    return (
      memoryCost !== PASSWORD_PARAMETERS.memoryCost ||
      timeCost !== PASSWORD_PARAMETERS.timeCost ||
      parallelism !== PASSWORD_PARAMETERS.parallelism
    );
  }
}
