import { AsyncLocalStorage } from 'node:async_hooks';
import { continueTrace, formatTraceparent, type TraceContext } from './traceparent.js';

/** What is going on: part of which trace, and of which request where there is one. */
export interface Activity extends TraceContext {
  readonly requestId?: string;
}

const activities = new AsyncLocalStorage<Activity>();

export function currentActivity(): Activity | undefined {
  return activities.getStore();
}

export function runActivity<T>(activity: Activity, work: () => T): T {
  return activities.run(activity, work);
}

/** The `traceparent` (W3C Trace Context) to send along; undefined outside of a request or {@link runWithTraceparent}. */
export function currentTraceparent(): string | undefined {
  const activity = currentActivity();
  return activity === undefined ? undefined : formatTraceparent(activity);
}

/** Runs something as part of the trace that a message or a row carries; begins a trace when it carries none. */
export function runWithTraceparent<T>(traceparent: string | undefined, work: () => T): T {
  return runActivity(continueTrace(traceparent), work);
}
