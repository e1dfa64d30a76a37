import { z } from 'zod';

/** An origin as browsers send it (RFC 6454 section 6.1): scheme and host in lower case, a port only if it is not the usual one. */
const isOrigin = (text: string): boolean => /^https?:\/\//.test(text) && URL.parse(text)?.origin === text;

/** The origins whose pages may call the API. */
export const corsOrigins = z
  .string()
  .transform((text, context): string[] => {
    const origins = text.split(/[\s,]+/).filter(Boolean);
    if (!origins.every(isOrigin)) {
      context.addIssue({ code: 'custom', message: 'not a list of exact origins; neither "*" nor a path is one' });
    }
    return origins;
  })
  .describe('origins with commas between them, such as https://app.example.com,http://localhost:5173');
