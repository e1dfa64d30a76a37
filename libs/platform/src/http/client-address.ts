import { isIP } from 'node:net';

/** `nodename [ ":" node-port ]` of RFC 7239 section 6, as `X-Forwarded-For` writes it too: in quotes or not. */
const NODE = /^"?(?:\[(?<bracketed>[^\]"]*)\]|(?<bare>[^"[\]]*?))(?::(?:\d{1,5}|_[\w.-]+))?"?$/;
const MAPPED_IPV4 = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;

/**
 * The IP address in an element of `X-Forwarded-For` or a `for=` of `Forwarded`, in its canonical form: without port, brackets and
 * zone, IPv6 by RFC 5952, an IPv4 address in IPv6 as IPv4. Undefined for `unknown`, `_obfuscated` and whatever else is none.
 */
export function clientAddress(text: string | undefined): string | undefined {
  const node = text?.trim() ?? '';
  if (isIP(node) !== 0) return canonical(node);
  const { bracketed, bare } = NODE.exec(node)?.groups ?? {};
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? canonical(bracketed) : undefined;
  // A port after a bare IPv6 address can't be told from its last group.
  return bare !== undefined && isIP(bare) === 4 ? bare : undefined;
}

/**
 * The elements of `X-Forwarded-For` that can be followed back from this service. What stands before an element that is no address
 * is left out with it: the next trusted peer does not say who its own peer was, so it is the client itself.
 */
export function forwardedAddresses(header: string): string[] {
  const addresses: string[] = [];
  for (const element of header.split(',').reverse()) {
    const address = clientAddress(element);
    if (address === undefined) break;
    addresses.unshift(address);
  }
  return addresses;
}

function canonical(address: string): string {
  const [host = ''] = address.split('%');
  if (isIP(host) === 4) return host;
  const compressed = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED_IPV4.exec(compressed) ?? [];
  return high === undefined || low === undefined ? compressed : [high, low].flatMap(octets).join('.');
}

function octets(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
