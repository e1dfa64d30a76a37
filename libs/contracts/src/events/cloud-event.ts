import { z } from 'zod';

/** The envelope of every event on the bus but security events: CloudEvents 1.0 in JSON, with the W3C trace context. */
export const cloudEventSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().min(1).optional(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  traceparent: z.string().optional(),
  data: z.unknown(),
});
export type CloudEvent<T = unknown> = Omit<z.infer<typeof cloudEventSchema>, 'data'> & { data: T };

/** An event type: the subject it is published under (also its CloudEvents `type`) and the schema of its data. */
export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly data: S;
}
export type EventData<D extends EventDefinition> = z.infer<D['data']>;
