import { z } from 'zod';
import { OPTIONAL_KINDS, SECURITY_KINDS } from '../../announcements/domain/kind.js';
import type { EmailPreferences } from '../domain/preferences.js';

const kinds = z.enum([...OPTIONAL_KINDS, ...SECURITY_KINDS]);

/** Which kinds go by e-mail. In a request, kinds that are left out stay as they are. */
export const preferencesSchema = z.object({ email: z.record(kinds, z.boolean()) });
export const preferencesInput = z
  .strictObject({ email: z.partialRecord(kinds, z.boolean()) })
  .meta({ example: { email: { 'order.placed': false } } });

export interface PreferencesBody {
  email: EmailPreferences;
}
