import type { Clock } from '../clock.js';
import { ANNOUNCE_EVERY_MS, type Verifier } from './verifier-protocol.js';

/** A verifier, and when it was last heard of: milliseconds by the clock. */
export interface RollEntry extends Verifier {
  readonly lastSeenAt: number;
}

/** Two announcements may be lost or late before that means anything. */
const PATIENCE_MS = 2 * ANNOUNCE_EVERY_MS;

/**
 * Who verifies tokens, by what they announce. A verifier that falls silent stays on the roll until it must have noticed itself
 * that it hears nothing: so whoever is not on it does not accept a token by knowledge that may be too old.
 */
export class Roll {
  private readonly entries = new Map<string, RollEntry>();
  private listeningSince = Infinity;
  private lastHeardAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** Announcements are heard from now on; those before have been missed. */
  begin(): void {
    this.listeningSince = this.clock.now();
  }

  seen(verifier: Verifier): void {
    this.lastHeardAt = this.clock.now();
    this.entries.set(verifier.id, { ...verifier, lastSeenAt: this.lastHeardAt });
  }

  left({ id }: Verifier): void {
    this.entries.delete(id);
  }

  /** Whether everyone who is heard has had the time to say so. False where nobody is heard: then it is us who hear nothing. */
  get isTaken(): boolean {
    const now = this.clock.now();
    return now - this.listeningSince >= PATIENCE_MS && now - this.lastHeardAt <= PATIENCE_MS;
  }

  /** Whether a verifier that has been silent ever since, and so is not known, must be stale by now. */
  get isComplete(): boolean {
    const longestReliance = Math.max(0, ...this.present().map(({ reliesForMs }) => reliesForMs));
    return this.isTaken && this.clock.now() - this.listeningSince >= longestReliance + PATIENCE_MS;
  }

  /** Forgets who must be gone. */
  present(): readonly RollEntry[] {
    const now = this.clock.now();
    for (const { id, lastSeenAt, reliesForMs } of this.entries.values()) {
      if (now - lastSeenAt > reliesForMs + PATIENCE_MS) this.entries.delete(id);
    }
    return [...this.entries.values()];
  }
}
