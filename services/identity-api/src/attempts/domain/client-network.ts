import { isIPv6 } from 'node:net';

const UNKNOWN = 'unknown';
const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** Groups of 16 bits in the /64 that one subscriber is given. */
const SUBSCRIBER_GROUPS = 4;

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address (whose holder has all addresses in it). */
export function clientNetwork(ip: string | undefined): string {
  if (ip === undefined) return UNKNOWN;
  const mapped = MAPPED_IPV4.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const address = ip.split('%')[0] ?? ip;
  return isIPv6(address) ? `${groups(address).slice(0, SUBSCRIBER_GROUPS).join(':')}::/64` : ip;
}

/** The eight groups of an address, its `::` written out. */
function groups(ip: string): string[] {
  const canonical = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}
