import type { Clock } from '../../src/clock.js';
import type { StreamEnd } from '../../src/nats/reading/position.js';
import { SECURITY_STREAM_INCOMPLETE, type SecurityEvent } from '../../src/issuer/index.js';

/** An event of the issuer, on its way to whoever verifies. */
export interface Announced {
  readonly event: SecurityEvent;
  /** The security event token. */
  readonly set: string;
  /** Milliseconds by the monotonic clock: when a stream had it first; undefined while it waits in the outbox. */
  publishedAt: number | undefined;
}

/** The stream of a broker, which may lose it. */
export class Broker {
  events: Announced[] = [];
  private generation = 1;
  private incomplete = false;

  constructor(private readonly clock: Clock) {}

  append(announced: Announced): void {
    announced.publishedAt ??= this.clock.monotonic();
    this.events.push(announced);
  }

  /** Comes back without its state: the issuer makes the stream anew, and begins to publish again. */
  loseState(): void {
    this.generation++;
    this.events = [];
    this.incomplete = true;
  }

  /** Everything has been published again. */
  complete(): void {
    this.incomplete = false;
  }

  end(): StreamEnd {
    return {
      created: String(this.generation),
      config: { description: this.incomplete ? SECURITY_STREAM_INCOMPLETE : '' },
      state: { last_seq: this.events.length, messages: this.events.length },
    };
  }
}
