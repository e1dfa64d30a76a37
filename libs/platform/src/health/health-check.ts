import type { ReadinessIndicator } from '@hallpass/ports';

export interface CheckResult {
  readonly status: 'ok' | 'error';
  /** Why not; with `ok`, what an operator should know nevertheless. */
  readonly detail?: string;
}
export interface HealthReport {
  readonly status: 'ok' | 'error';
  readonly checks: Readonly<Record<string, CheckResult>>;
}

const CHECK_TIMEOUT_MS = 3_000;

/** Asks every indicator at once; one that doesn't answer within 3 s counts as failed. */
export async function checkHealth(indicators: readonly ReadinessIndicator[]): Promise<HealthReport> {
  const results = await Promise.all(
    indicators.map(async (indicator) => [indicator.name, await run(indicator)] as const),
  );
  const status = results.every(([, result]) => result.status === 'ok') ? 'ok' : 'error';
  return { status, checks: Object.fromEntries(results) };
}

async function run(indicator: ReadinessIndicator): Promise<CheckResult> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`));
  }, CHECK_TIMEOUT_MS);
  try {
    const told = await Promise.race([indicator.check(), timeout]);
    return { status: 'ok', ...(typeof told === 'string' && { detail: told }) };
  } catch (error) {
    return { status: 'error', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
