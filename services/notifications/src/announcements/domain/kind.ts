/** What concerns the safety of an account: always goes by e-mail, to an address that may not be verified yet. */
export const SECURITY_KINDS = [
  'account.verify-email',
  'account.registration-repeated',
  'account.password-reset-requested',
  'account.password-changed',
  'account.deactivated',
  'account.reactivated',
] as const;

/** Goes by e-mail unless its reader turned that off, and only to a verified address of an active account. */
export const OPTIONAL_KINDS = ['order.placed', 'order.cancelled'] as const;

export type SecurityKind = (typeof SECURITY_KINDS)[number];
export type OptionalKind = (typeof OPTIONAL_KINDS)[number];
export type Kind = SecurityKind | OptionalKind;

/** The order in which e-mail is sent, the lowest first. Whoever asked for a password reset waits for it, and its token expires soon. */
export const PRIORITIES = [0, 1, 2] as const;

export function priorityOf(kind: Kind): (typeof PRIORITIES)[number] {
  if (kind === 'account.password-reset-requested') return 0;
  return (SECURITY_KINDS as readonly Kind[]).includes(kind) ? 1 : 2;
}
