/** An arrow that closes a cycle and is still to be opened. */
export interface KnownArrow {
  /** Relative to the repository. */
  readonly folder: string;
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** The cycles that are left. The check fails when one of these arrows closes no cycle any more: the list only shrinks. */
export const KNOWN_ARROWS: readonly KnownArrow[] = [
  {
    folder: 'libs/auth/src',
    from: 'options.ts',
    to: 'revocation',
    why: 'StalePolicy is declared in options.ts; it belongs in revocation/',
  },
  {
    folder: 'libs/auth/src',
    from: 'revocation',
    to: 'verification',
    why: 'security events are verified by what verifies access tokens; a signed-token/ below both is missing',
  },
  {
    folder: 'services/notifications/src',
    from: 'key-ring',
    to: 'email',
    why: 'the key ring seals the tokens of e-mails anew',
  },
  {
    folder: 'services/notifications/src',
    from: 'announcements',
    to: 'recipients',
    why: 'an announcement is addressed by the recipient; use cases that need both are missing a folder of their own',
  },
  {
    folder: 'services/notifications/src',
    from: 'announcements',
    to: 'email',
    why: 'announcing queues e-mails; use cases that need both are missing a folder of their own',
  },
];
