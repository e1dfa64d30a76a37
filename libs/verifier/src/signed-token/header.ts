import { base64url } from 'jose';
import { InvalidTokenError } from '../errors.js';
import type { Algorithm } from '../key-sets/key-source.js';
import { decodeObject } from './json.js';

/** The header parameters that verification goes by. */
export interface TokenHeader {
  readonly alg: string;
  /** Undefined only where {@link HeaderRules.mayLackKid} allows it. */
  readonly kid: string | undefined;
}

/** What a header must be for one kind of token. */
export interface HeaderRules {
  /**
   * Lower case; without and with the `application/` prefix that RFC 7515 section 4.1.9 lets a sender omit. `undefined` among
   * several: a header without `typ` is accepted too.
   */
  readonly typ: string | readonly (string | undefined)[];
  readonly algorithms: readonly Algorithm[];
  /** Whether a header without `kid` is accepted; not by default. */
  readonly mayLackKid?: boolean;
}

/** Parameters by which a token would bring its own key, or demand an extension that nobody here understands. */
const REFUSED_PARAMETERS = ['crit', 'b64', 'jku', 'jwk', 'x5u', 'x5c'];
const MAX_KID_LENGTH = 256;

/** Step 2. The header: explicit type, allowed algorithm matched exactly, a key id that is a look-up key and nothing else. */
export function readHeader(token: string, { typ, algorithms, mayLackKid = false }: HeaderRules): TokenHeader {
  const header = decodeHeader(token.slice(0, token.indexOf('.')));
  checkType(header['typ'], typeof typ === 'string' ? [typ] : typ);

  const refused = REFUSED_PARAMETERS.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined)
    throw new InvalidTokenError(`The header parameter "${refused}" is not accepted.`, { reason: 'header' });

  const { alg, kid } = header;
  if (typeof alg !== 'string' || !(algorithms as readonly string[]).includes(alg)) {
    throw new InvalidTokenError(`The signature algorithm is not one of ${algorithms.join(', ')}.`, {
      reason: 'algorithm',
    });
  }
  if (kid === undefined && mayLackKid) return { alg, kid };
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID_LENGTH) {
    throw new InvalidTokenError('The token does not name its key ("kid").', { reason: 'header' });
  }
  return { alg, kid };
}

function checkType(typ: unknown, accepted: readonly (string | undefined)[]): void {
  const type = typeof typ === 'string' ? typ.toLowerCase() : typ;
  if (accepted.some((name) => type === name || (name !== undefined && type === `application/${name}`))) return;
  throw new InvalidTokenError(`The token is not of type "${accepted.find((name) => name !== undefined)}".`, {
    reason: 'type',
  });
}

function decodeHeader(encoded: string): Readonly<Record<string, unknown>> {
  try {
    return decodeObject(base64url.decode(encoded));
  } catch (cause) {
    throw new InvalidTokenError('The header of the token is not readable.', { reason: 'malformed', cause });
  }
}
