/** A nats-server with JetStream, and the faults one may want of it. */
export interface NatsServer {
  readonly url: string;
  stop(): Promise<void>;
  /** Ends it without a chance to flush (SIGKILL). */
  kill9(): Promise<void>;
  /** Starts it again at the same address with the same store; stops it first when it runs. */
  restart(): Promise<void>;
  /** Stops answering without closing a connection, until {@link resume}. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}
