import type { InvalidTokenError } from '@hallpass/verifier';

/** What is wrong with a client assertion whose signature was not verified, by the reason of the refusal. */
const FAULTS: Partial<Record<InvalidTokenError['reason'], string>> = {
  malformed: 'It is not a signed JWT in compact form, of at most 8192 characters.',
  header: 'Its header names a parameter that is not accepted, or no "kid".',
  type: 'Its "typ" is that of another kind of token: leave it out, or send "JWT" or "client-authentication+jwt".',
  algorithm: 'Its "alg" is not one of ES256, EdDSA and PS256, or not that of the key.',
  unknown_key:
    'Its key is not in the key set of the client; without "kid", the set must have exactly one key for its "alg".',
  signature: 'Its signature is not valid by the key of the client.',
};

/** For the `error_description`. */
export const describeFault = ({ reason }: InvalidTokenError): string =>
  `The client assertion is refused. ${FAULTS[reason] ?? 'It can not be verified.'}`;
