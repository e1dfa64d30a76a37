const DOT_STRING = /^[^.]+(?:\.[^.]+)*$/;

/**
 * An e-mail address as mail systems write it (RFC 5321 section 4.1.2): browsers take a local part with a dot at its beginning,
 * its end, or beside another one, which mail systems take in quotes only. No character that browsers take needs a backslash.
 */
export function mailbox(address: string): string {
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, at);
  return DOT_STRING.test(localPart) ? address : `"${localPart}"${address.slice(at)}`;
}
