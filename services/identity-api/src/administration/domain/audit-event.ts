/** An entry of the audit trail, as an administrator reads it. */
export interface AuditEvent {
  readonly id: string;
  /** Grows by the order of writing; a decimal number. */
  readonly sequence: string;
  readonly occurredAt: string;
  readonly action: string;
  readonly outcome: 'success' | 'failure';
  readonly actorId: string | null;
  readonly clientId: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly traceId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly outcome?: 'success' | 'failure' | undefined;
  readonly actorId?: string | undefined;
  readonly targetId?: string | undefined;
  /** ISO 8601, inclusive. */
  readonly from?: string | undefined;
  /** ISO 8601, exclusive. */
  readonly to?: string | undefined;
}
