import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import type { Clock } from '../clock.js';
import type { RevocationSink } from '../revocation/revocation-feed.js';
import { dealToParts, snapshotClaims } from '../revocation/revocation-snapshot.js';
import type { SecurityEvent } from '../revocation/security-event.js';
import type { Position } from './position.js';
import { isUsable } from './connection.js';
import { readSnapshotRequest, type SnapshotRequest } from './snapshot-protocol.js';
import { VERIFIER_SUBJECTS } from './verifier-protocol.js';

/** How an issuer signs snapshots of what it has revoked. */
export interface SnapshotSigner {
  readonly issuer: string;
  /** Signs with the key of security events, under the `typ` {@link REVOCATION_SNAPSHOT_TYP}. */
  readonly sign: (claims: JWTPayload) => Promise<string>;
}

interface Copy {
  readonly stream: string;
  readonly upTo: number;
  readonly parts: number;
  readonly dealt: readonly SecurityEvent[][];
}

/** One replica of the issuer answers each request. */
const QUEUE = 'issuer';
/** So that a part stays well below what a broker takes for one message. */
const EVENTS_PER_PART = 2_000;
/** Milliseconds for which one copy of the state serves all who ask: they ask for hundreds of parts in a row. */
const COPY_MS = 5_000;

/** The issuer's side of `takeSnapshot`: what it has revoked, as of where it is in its own stream. */
export class SnapshotResponder {
  private readonly logger = new Logger('SnapshotResponder');
  /** By the number of their parts: another replica may have chosen another one. */
  private readonly copies = new Map<number, Copy>();
  private connection: NatsConnection | undefined;
  private subscription: Subscription | undefined;

  constructor(
    private readonly signer: SnapshotSigner,
    private readonly position: Position,
    private readonly clock: Clock,
  ) {}

  /** Answers on that connection from now on; again with the same one changes nothing. */
  join(connection: NatsConnection, sink: RevocationSink): void {
    if (this.connection === connection) return;
    this.leave();
    this.connection = connection;
    this.subscription = connection.subscribe(VERIFIER_SUBJECTS.snapshot, {
      queue: QUEUE,
      callback: (error, message) => {
        if (error === null) void this.answer(message, sink);
        else this.logger.warn(`Requests for snapshots do not arrive: ${error.message}`);
      },
    });
  }

  leave(): void {
    this.subscription?.unsubscribe();
    this.connection = undefined;
    this.copies.clear();
  }

  private async answer(message: Msg, sink: RevocationSink): Promise<void> {
    try {
      message.respond(await this.signedPart(message.string(), sink));
    } catch (error) {
      this.logger.warn(`A snapshot could not be given: ${error instanceof Error ? error.message : String(error)}`);
      if (isUsable(this.connection)) message.respond(''); // Whoever asked reads the stream instead.
    }
  }

  private async signedPart(body: string, sink: RevocationSink): Promise<string> {
    const request = readSnapshotRequest(body);
    if (request === undefined) throw new Error('the request is none');
    const { dealt, ...about } = this.copyFor(request, sink);
    const part = { ...about, part: request.part, events: dealt[request.part] ?? [] };
    return this.signer.sign(snapshotClaims(part, this.signer.issuer, Math.floor(this.clock.now() / 1000)));
  }

  /** In one tick: whatever has been applied up to that position is in it. */
  private copyFor({ parts: asked }: SnapshotRequest, sink: RevocationSink): Copy {
    const known = asked === undefined ? this.copies.values().next().value : this.copies.get(asked);
    if (known !== undefined) return known;
    const { stream, appliedUpTo: upTo } = this.position;
    if (upTo === 0) throw new Error('the stream has not been read yet');
    const events = [...sink.inForce()];
    const parts = asked ?? Math.max(1, Math.ceil(events.length / EVENTS_PER_PART));
    const copy = { stream, upTo, parts, dealt: dealToParts(events, parts) };
    this.copies.set(parts, copy);
    setTimeout(() => this.copies.delete(parts), COPY_MS).unref();
    return copy;
  }
}
