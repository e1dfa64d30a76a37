const SECRET_NAME = /authorization|cookie|password|passphrase|token|secret|assertion|private|credential/i;
/** What may be in a name like those above without being a secret. */
const HARMLESS_NAME = /^(token_?(type|epoch)|password_?changed.*)$/i;
/** A compact JWS or JWE, wherever it stands. */
const TOKEN = /\beyJ[\w-]+(?:\.[\w-]*){2,4}/g;
const CENSORED = '[redacted]';
const MAX_DEPTH = 6;

/** A copy without secrets: of members with a telling name, and of tokens inside of any text. Instances of classes stay as they are. */
export function redact(value: object): Record<string, unknown> {
  return redactMembers(value, MAX_DEPTH);
}

export function redactText(text: string): string {
  return text.includes('eyJ') ? text.replaceAll(TOKEN, CENSORED) : text;
}

function redactMembers(value: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    copy[name] = isSecret(name, member) ? CENSORED : redactValue(member, depth - 1);
  }
  return copy;
}

function isSecret(name: string, value: unknown): boolean {
  return value !== undefined && value !== null && SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (depth === 0) return typeof value === 'object' && value !== null ? '[deep]' : value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth - 1));
  return isPlain(value) ? redactMembers(value, depth) : value;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
