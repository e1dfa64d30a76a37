/** RFC 7517 section 4.3: what a key may be used for. */
const [WRAP, UNWRAP] = ['wrapKey', 'unwrapKey'];
const KEY_BYTES = 32;
/** Random bytes have more different values than this; a typed or repeated pattern has not (RFC 8725 section 3.5). */
const MIN_DISTINCT_BYTES = 12;

export interface KeyEncryptionKey {
  readonly kid: string;
  readonly key: Uint8Array;
  /** It seals nothing: the replicas that have it may be waiting for those that don't have it yet. Default false. */
  readonly opensOnly?: boolean;
}

/** The key-encryption keys can't be used, or don't fit what was sealed. The message says what to do; no key is in it. */
export class KeyEncryptionKeyError extends Error {
  override readonly name = 'KeyEncryptionKeyError';
}

/**
 * Reads a JWK Set of 256-bit `oct` keys, each with a `kid`, the newest first. A key with the `key_ops` `["unwrapKey"]` (RFC 7517
 * section 4.3) only opens. `origin` names the set in messages.
 */
export function parseKeyEncryptionKeys(json: string, origin: string): KeyEncryptionKey[] {
  const refuse = (what: string): never => {
    throw new KeyEncryptionKeyError(
      `${origin}: ${what}. Expected a JWK Set: {"keys":[{"kty":"oct","kid":"<name>","k":"<32 random bytes, base64url>"}]}.`,
    );
  };
  const entries = entriesOf(json) ?? refuse('not a JWK Set in JSON');
  if (entries.length === 0) refuse('no keys in it');
  const keys = entries.map((entry, index) => {
    const { kty, kid, k, key_ops: operations = [WRAP, UNWRAP] } = entry;
    if (kty !== 'oct') refuse(`key ${index + 1} is not of type oct`);
    if (typeof kid !== 'string' || kid === '') return refuse(`key ${index + 1} has no kid`);
    if (typeof k !== 'string' || !/^[\w-]+$/.test(k)) return refuse(`key "${kid}" has no base64url k`);
    const key = new Uint8Array(Buffer.from(k, 'base64url'));
    if (key.length !== KEY_BYTES) refuse(`key "${kid}" has ${key.length * 8} bits instead of 256`);
    if (new Set(key).size < MIN_DISTINCT_BYTES) refuse(`key "${kid}" is not random`);
    if (!isOperations(operations)) return refuse(`key "${kid}" has key_ops other than "${WRAP}" and "${UNWRAP}"`);
    return { kid, key, opensOnly: !operations.includes(WRAP) };
  });
  if (keys.every(({ opensOnly }) => opensOnly)) refuse(`no key in it seals: each has key_ops without "${WRAP}"`);
  if (new Set(keys.map(({ kid }) => kid)).size !== keys.length) refuse('two keys have the same kid');
  return keys;
}

/** Every key opens. */
function isOperations(value: unknown): value is string[] {
  return Array.isArray(value) && value.includes(UNWRAP) && value.every((each) => each === WRAP || each === UNWRAP);
}

function entriesOf(json: string): Record<string, unknown>[] | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null || !('keys' in parsed)) return undefined;
    const { keys } = parsed;
    const isList = Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null);
    return isList ? keys : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
