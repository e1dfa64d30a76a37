/** What an e-mail says, before it is written as text and as HTML. Plain text throughout. */
export interface Content {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly token?: Paste;
  readonly table?: readonly (readonly [string, string])[];
  readonly closing?: string;
}

/** A token to paste. */
export interface Paste {
  readonly value: string;
  /** Where following a link does the same; the token is in its fragment, which never reaches a server's log. */
  readonly link: string | undefined;
  /** Such as `24 hours`. */
  readonly validFor: string;
}
