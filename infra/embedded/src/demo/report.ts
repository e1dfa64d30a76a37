import type { ShownStep } from './tour.ts';

/** Every step with the time it took, as a table for people. */
export function table(steps: readonly ShownStep[]): string {
  const width = Math.max(...steps.map(({ step }) => step.length));
  const line = '-'.repeat(width + 14);
  const rows = steps.map(({ step, ms }) => `${step.padEnd(width)}  ${ms.toFixed(1).padStart(9)} ms`);
  return [line, ...rows, line].join('\n');
}

/** The same as one JSON object. */
export function json(steps: readonly ShownStep[], failure?: { step: string; message: string }): string {
  return JSON.stringify({ ok: failure === undefined, steps, ...(failure && { failed: failure }) });
}
