const kept = globalThis as { endSharedSystem?: () => Promise<void> };

/** Jest loads the set-up and the teardown as modules of their own: what one leaves for the other is a global. */
export function keep(stop: () => Promise<void>): void {
  kept.endSharedSystem = stop;
}

export async function end(): Promise<void> {
  await kept.endSharedSystem?.();
}
