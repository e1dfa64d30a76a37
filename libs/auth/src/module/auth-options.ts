import { verifierFactory, type Verifier, type VerifierOptions } from '@hallpass/verifier';
import { Logger } from '@nestjs/common';

/** Options of {@link AuthModule}: those of the verifier, which are checked and copied when the module is made. */
export interface AuthOptions extends VerifierOptions {
  /** Names the protected resource's metadata (RFC 9728 section 5.1) in challenges. */
  readonly resourceMetadataUrl?: string;
}

/** What the module is made of. */
export interface Auth {
  readonly verifier: Verifier;
  readonly resourceMetadataUrl: string | undefined;
}

/**
 * Checks the options at once; each application gets a verifier of its own.
 * @throws TypeError that names the option and what it accepts
 */
export function authFactory({ resourceMetadataUrl, ...options }: AuthOptions): () => Auth {
  if (resourceMetadataUrl !== undefined && !isHttpUrl(resourceMetadataUrl)) {
    throw new TypeError(`resourceMetadataUrl must be one http(s) URL, not ${String(resourceMetadataUrl)}`);
  }
  const createVerifier = verifierFactory({ ...options, log: options.log ?? new Logger('Auth') });
  return () => ({ verifier: createVerifier(), resourceMetadataUrl });
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');
}
