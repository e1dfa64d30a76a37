import type { Clock } from '../../clock.js';
import { ANNOUNCE_EVERY_MS, type AnnouncedVerifier } from '../wire/verifier-protocol.js';

/** A verifier, and when it was last heard of: milliseconds by the clock. */
export interface RollEntry extends AnnouncedVerifier {
  readonly lastSeenAt: number;
}

interface Heard {
  readonly verifier: AnnouncedVerifier;
  /** By the monotonic clock. */
  readonly at: number;
}

/** Two announcements may be lost or late before that means anything. */
const PATIENCE_MS = 2 * ANNOUNCE_EVERY_MS;

/**
 * Who verifies tokens, by what they announce. A verifier that falls silent stays on the roll until it must have noticed itself
 * that it hears nothing: so whoever is not on it does not accept a token by knowledge that may be too old.
 */
export class Roll {
  private readonly entries = new Map<string, Heard>();
  private listeningSince = Infinity;
  private lastHeardAt = -Infinity;

  /** @param longestRelianceMs milliseconds for which a verifier that was never heard may go on accepting by what it knows */
  constructor(
    private readonly clock: Clock,
    private readonly longestRelianceMs: number,
  ) {}

  /** Announcements are heard from now on; those before have been missed. */
  begin(): void {
    this.listeningSince = this.clock.monotonic();
  }

  seen(verifier: AnnouncedVerifier): void {
    this.lastHeardAt = this.clock.monotonic();
    this.entries.set(verifier.id, { verifier, at: this.lastHeardAt });
  }

  left({ id }: AnnouncedVerifier): void {
    this.entries.delete(id);
  }

  /** Whether everyone who is heard has had the time to say so. False where nobody is heard: then it is us who hear nothing. */
  get isTaken(): boolean {
    const now = this.clock.monotonic();
    return now - this.listeningSince >= PATIENCE_MS && now - this.lastHeardAt <= PATIENCE_MS;
  }

  /** Whether a verifier that has been silent ever since, and so is not known, must be stale by now. */
  get isComplete(): boolean {
    const longestReliance = Math.max(this.longestRelianceMs, ...this.present().map(({ reliesForMs }) => reliesForMs));
    return this.isTaken && this.clock.monotonic() - this.listeningSince >= longestReliance + PATIENCE_MS;
  }

  /** Forgets who must be gone. */
  present(): readonly RollEntry[] {
    const now = this.clock.monotonic();
    for (const { verifier, at } of this.entries.values()) {
      if (now - at > verifier.reliesForMs + PATIENCE_MS) this.entries.delete(verifier.id);
    }
    const time = this.clock.now();
    return [...this.entries.values()].map(({ verifier, at }) => ({ ...verifier, lastSeenAt: time - (now - at) }));
  }
}
