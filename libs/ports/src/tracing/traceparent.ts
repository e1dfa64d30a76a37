import { randomBytes } from 'node:crypto';

/** A W3C trace context (Trace Context Level 1, section 3.2), taken apart. */
export interface TraceContext {
  /** 32 hexadecimal digits, the same throughout a trace. */
  readonly traceId: string;
  /** 16 hexadecimal digits: this part of the trace. */
  readonly spanId: string;
  /** 2 hexadecimal digits: whether it is sampled. */
  readonly flags: string;
}

const FORMAT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = '01';

/** Goes on with the trace of a `traceparent` as a new part of it; begins a trace when there is none or it is malformed. */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const { traceId = hex(16), flags = SAMPLED } = parse(traceparent) ?? {};
  return { traceId, spanId: hex(8), flags };
}

export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

function parse(traceparent: string | undefined): TraceContext | undefined {
  const [, version = 'ff', traceId = '', spanId = '', flags = '', rest] = FORMAT.exec(traceparent ?? '') ?? [];
  const isForbidden = version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId);
  return isForbidden || (version === '00' && rest !== undefined) ? undefined : { traceId, spanId, flags };
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
