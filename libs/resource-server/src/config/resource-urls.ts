import { RESOURCES } from '@hallpass/contracts';
import { httpUrl } from '@hallpass/platform';
import { z } from 'zod';

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `not JSON: ${(error as Error).message}` });
    return z.NEVER;
  }
});

/** The URL of each service, as its metadata names it (RFC 9728 section 2), by the audience of its tokens. */
export const resourceUrls = json
  .pipe(z.partialRecord(z.enum(RESOURCES), httpUrl))
  .refine((urls) => new Set(Object.values(urls)).size === Object.keys(urls).length, 'two audiences have the same URL')
  .default({})
  .describe('a JSON object of { audience: URL }, such as {"urn:hallpass:order-api":"https://orders.example.com"}');
