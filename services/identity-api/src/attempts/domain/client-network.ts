import { isIP } from 'node:net';

/** A network that a client is in. */
export interface ClientNetwork {
  readonly prefix: string;
  /** Its allowance, as a multiple of that of one client. */
  readonly allowance: number;
}

const UNKNOWN: readonly ClientNetwork[] = [{ prefix: 'unknown', allowance: 1 }];

/**
 * The networks of a client, the narrowest first. That one counts as the client itself: an IPv4 address, or the /64 of an IPv6 address
 * (whose holder has all addresses in it). A holder of more, such as the /48 of a site, gets a few times as much.
 *
 * @param ip in its canonical form; everything that is no address is one client
 */
export function clientNetworks(ip: string | undefined): readonly ClientNetwork[] {
  switch (isIP(ip ?? '')) {
    case 4:
      return ipv4Networks(ip ?? '');
    case 6:
      return ipv6Networks(ip ?? '');
    default:
      return UNKNOWN;
  }
}

/** Whose turn a request takes in a fair queue: its kind, then the networks of its client, the widest first. */
export function turnOf(kind: string, { ip }: { readonly ip?: string }): string[] {
  return [
    kind,
    ...clientNetworks(ip)
      .map(({ prefix }) => prefix)
      .reverse(),
  ];
}

function ipv4Networks(ip: string): ClientNetwork[] {
  const [a, b, c] = ip.split('.');
  return [
    { prefix: ip, allowance: 1 },
    { prefix: `${a}.${b}.${c}.0/24`, allowance: 8 },
  ];
}

function ipv6Networks(ip: string): ClientNetwork[] {
  const [a, b, c, d = ''] = groups(ip);
  const site = `${a}:${b}:${c}`;
  const home = (Number.parseInt(d, 16) & 0xff00).toString(16);
  return [
    { prefix: `${site}:${d}::/64`, allowance: 1 },
    { prefix: `${site}:${home}::/56`, allowance: 2 },
    { prefix: `${site}::/48`, allowance: 4 },
  ];
}

/** The eight groups of an address, its `::` written out. */
function groups(ip: string): string[] {
  const canonical = new URL(`http://[${ip.split('%')[0]}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
}
