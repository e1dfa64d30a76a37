import type { StreamInfo } from '@nats-io/jetstream';

/** Where in the stream the feed is: everything up to `sequence` has been applied. */
export class Position {
  private created = '';
  private sequence = 0;

  /** The first sequence to ask for. A stream that was made anew, or lost its end, is read from its beginning. */
  next({ created, state }: Pick<StreamInfo, 'created' | 'state'>): number {
    if (created !== this.created || state.last_seq < this.sequence) this.sequence = 0;
    this.created = created;
    return this.sequence + 1;
  }

  reached(sequence: number): void {
    this.sequence = Math.max(this.sequence, sequence);
  }
}
