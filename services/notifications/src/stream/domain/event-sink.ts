/** A client of a stream, whatever carries the bytes. */
export interface EventSink {
  /** Resolves when there is room for more. Rejects when the client is gone, or takes nothing for too long. */
  send(text: string): Promise<void>;
  /** Sends a last text and ends the connection, by force when the client doesn't take it. */
  end(text?: string): void;
  /** Called once, when the connection has ended for whatever reason. */
  onClosed(listener: () => void): void;
}
