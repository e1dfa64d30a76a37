import { isIP } from 'node:net';
import { z } from 'zod';

const isAddress = (text: string) => {
  const [address = '', prefix] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return bits > 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits));
};

/** Whose `X-Forwarded-*` headers are believed, as Fastify's `trustProxy` takes it. */
export const trustProxy = z
  .string()
  .transform((text, context): boolean | number | string[] => {
    if (text === 'false') return false;
    if (text === 'true') return true;
    if (/^\d{1,2}$/.test(text)) return Number(text);
    const addresses = text.split(',').map((part) => part.trim());
    if (addresses.every(isAddress)) return addresses;
    context.addIssue({ code: 'custom', message: 'neither a switch, a number nor addresses' });
    return z.NEVER;
  })
  .describe('false, true, the number of proxies in front, or their addresses (CIDR) separated by commas');
