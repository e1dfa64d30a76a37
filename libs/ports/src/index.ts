export * from './clock.js';
export * from './gauges.js';
export * from './log.js';
export * from './readiness-indicator.js';
export * from './sql-client.js';
export * from './tracing/current-trace.js';
export { continueTrace, type TraceContext } from './tracing/traceparent.js';
