import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

const MIN_RSA_BITS = 2048;

/**
 * The public key of a JWK if a signature that it verifies proves anything: RSA of 2048 bits at least (RFC 7518 section 3.5) with
 * a public exponent that is odd and not 1 (RFC 8017 section 3.1), Ed25519 with a point that is not of small order.
 * @throws Error when it is not a key at all
 */
export function soundKey(jwk: JsonWebKey): KeyObject | undefined {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return isWeakRsa(key) || isWeakEd25519(key) ? undefined : key;
}

function isWeakRsa({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType !== 'rsa') return false;
  const { modulusLength = 0, publicExponent = 1n } = asymmetricKeyDetails ?? {};
  return modulusLength < MIN_RSA_BITS || publicExponent < 3n || publicExponent % 2n === 0n;
}

const P = 2n ** 255n - 19n;
/** Of order 8; its negative is of order 8 too. */
const Y_OF_ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
/** The y-coordinates of the points whose order divides 8: with such a key one signature fits every message. */
const SMALL_ORDER = new Set([0n, 1n, P - 1n, Y_OF_ORDER_8, P - Y_OF_ORDER_8]);

/** RFC 8032 section 5.1.3: y is little-endian, the highest bit is the sign of x, and a y of p or more is no encoding. */
function isWeakEd25519(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'ed25519') return false;
  const bytes = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').reverse();
  const y = BigInt(`0x${bytes.toString('hex')}`) & (2n ** 255n - 1n);
  return y >= P || SMALL_ORDER.has(y);
}
