/** For how long sessions last, in seconds. */
export interface SessionLifetime {
  readonly REFRESH_IDLE_SECONDS: number;
  readonly REFRESH_ABSOLUTE_SECONDS: number;
}

/** The ends of a session that begins at `now` (milliseconds). */
export function sessionEnds(now: number, lifetime: SessionLifetime): { idleExpiresAt: Date; expiresAt: Date } {
  const expiresAt = new Date(now + lifetime.REFRESH_ABSOLUTE_SECONDS * 1000);
  return { expiresAt, idleExpiresAt: nextIdleEnd(now, expiresAt, lifetime) };
}

/** When a session that is used at `now` (milliseconds) is over unless it is used again: never after its absolute end. */
export function nextIdleEnd(now: number, expiresAt: Date, { REFRESH_IDLE_SECONDS }: SessionLifetime): Date {
  return new Date(Math.min(now + REFRESH_IDLE_SECONDS * 1000, expiresAt.getTime()));
}
