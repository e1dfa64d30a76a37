import type { Resource, STREAMS } from '@hallpass/contracts';

/** The JetStream streams of the system: those of the contracts, and the stream of security events. */
export type StreamName = (typeof STREAMS)[keyof typeof STREAMS]['name'] | 'SECURITY';

/** A stream that a service creates, and the subjects of that stream that it publishes. No other service may do either. */
export interface Publication {
  readonly stream: StreamName;
  /** As the broker's permissions write them: `orders.v1.*`. */
  readonly subjects: readonly string[];
}

/** A durable consumer of another service's stream. */
export interface Subscription {
  readonly stream: StreamName;
  /** The durable name of the consumer. */
  readonly consumer: string;
}

/** A secret that a service reads from a file of this name. */
export type SecretName = 'database-url' | 'nats-seed' | 'key-encryption-keys' | 'smtp-url';

/** What the rest of the system has to know of one service. */
export interface ServiceDeclaration {
  /** Its folder under `services`, its client at the issuer, its container and image, and its user at the broker. */
  readonly name: string;
  /** The name that people read. */
  readonly title: string;
  /** Identifies its address and its port among those of a running system. */
  readonly key: string;
  /** True for the one service that issues access tokens. */
  readonly isIssuer: boolean;
  readonly port: number;
  /** The first segment of its path at the gateway, without a slash. */
  readonly path: string;
  /** The `.well-known` documents that a client looks for between the host and the path (RFC 8414 and RFC 9728, section 3.1). */
  readonly wellKnown: readonly string[];
  /** The `aud` of its access tokens. */
  readonly audience: Resource;
  /** The port at which the gate judges tokens for this audience. */
  readonly gatePort: number;
  /** Its database, and the role that owns it. */
  readonly database: string;
  readonly publishes: readonly Publication[];
  readonly subscribes: readonly Subscription[];
  /** `smtp-url` only for a service that sends e-mail, and only in production: in development it is the mail catcher's. */
  readonly secrets: readonly SecretName[];
  /** The sender of its e-mail in development; undefined when it sends none. */
  readonly mailFrom: string | undefined;
  /** Variables that name another service's key set, by the name of that service. */
  readonly keySets: Readonly<Record<string, string>>;
  /** Variables that it gets in development only: in production the service's own defaults hold. */
  readonly development: Readonly<Record<string, string>>;
}
