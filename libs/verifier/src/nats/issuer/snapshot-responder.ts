import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { JWTPayload } from 'jose';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import type { SnapshotSource } from '../../revocation/revocation-feed.js';
import {
  dealToParts,
  snapshotClaims,
  type SnapshotEvent,
  type SnapshotPart,
} from '../../revocation/revocation-snapshot.js';
import { isUsable } from '../wire/connection.js';
import type { Position } from '../reading/position.js';
import { readSnapshotRequest, SNAPSHOT_PARTS } from '../wire/snapshot-protocol.js';
import { VERIFIER_SUBJECTS } from '../wire/verifier-protocol.js';

/** How an issuer signs snapshots of what it has revoked. */
export interface SnapshotSigner {
  readonly issuer: string;
  /** Signs with the key of security events, under the `typ` {@link REVOCATION_SNAPSHOT_TYP}. */
  readonly sign: (claims: JWTPayload) => Promise<string>;
}

/** The state as it was in one tick, dealt to parts. */
interface Copy extends Pick<SnapshotPart, 'stream' | 'upTo' | 'remembersMs'> {
  readonly dealt: readonly (readonly SnapshotEvent[])[];
}

/** One replica of the issuer answers each request. */
const QUEUE = 'issuer';
/** Milliseconds for which one copy of the state serves all who ask: each of them asks for every part. */
const COPY_MS = 5_000;

/** The issuer's side of `takeSnapshot`: what it has revoked, as of where it is in its own stream. */
export class SnapshotResponder {
  private connection: NatsConnection | undefined;
  private subscription: Subscription | undefined;
  private copy: Copy | undefined;
  private forgetting: NodeJS.Timeout | undefined;

  constructor(
    private readonly signer: SnapshotSigner,
    private readonly position: Position,
    private readonly clock: Clock,
  ) {}

  /** Answers on that connection from now on, once the stream has been read; again with the same one changes nothing. */
  join(connection: NatsConnection, source: SnapshotSource, log: Log): void {
    if (this.connection === connection || !this.position.isCaughtUp) return;
    this.leave();
    this.connection = connection;
    this.subscription = connection.subscribe(VERIFIER_SUBJECTS.snapshot, {
      queue: QUEUE,
      callback: (error, message) => {
        if (error === null) void this.answer(message, source, log);
        else log.warn(`Requests for snapshots do not arrive: ${error.message}`);
      },
    });
  }

  leave(): void {
    this.subscription?.unsubscribe();
    this.connection = undefined;
    this.forget();
  }

  private async answer(message: Msg, source: SnapshotSource, log: Log): Promise<void> {
    const request = readSnapshotRequest(message.string(), message.reply);
    if (request === undefined) return;
    try {
      message.respond(await this.signedPart(request.part, source));
    } catch (error) {
      log.warn(`A snapshot could not be given: ${error instanceof Error ? error.message : String(error)}`);
      if (isUsable(this.connection)) message.respond(''); // Whoever asked reads the stream instead.
    }
  }

  private signedPart(part: number, source: SnapshotSource): Promise<string> {
    const { dealt, ...about } = this.currentCopy(source);
    const snapshot = { ...about, part, parts: SNAPSHOT_PARTS, events: dealt[part] ?? [] };
    return this.signer.sign(snapshotClaims(snapshot, this.signer.issuer, Math.floor(this.clock.now() / 1000)));
  }

  private currentCopy(source: SnapshotSource): Copy {
    const { stream, appliedUpTo: upTo, isCaughtUp } = this.position;
    if (!isCaughtUp) throw new Error('the stream has not been read yet');
    const { copy } = this;
    // Not of a stream that was made anew meanwhile, or has lost its end.
    if (copy?.stream === stream && copy.upTo <= upTo) return copy;
    this.forget();
    // In one tick: whatever has been applied up to that position is in it.
    const dealt = dealToParts(source.snapshot(), SNAPSHOT_PARTS);
    this.forgetting = setTimeout(() => this.forget(), COPY_MS).unref();
    return (this.copy = { stream, upTo, remembersMs: source.remembersMs, dealt });
  }

  private forget(): void {
    clearTimeout(this.forgetting);
    this.copy = undefined;
  }
}
