/** `entity-tag` (RFC 9110 section 8.8.3). A comma may be part of one, so a list of them can't be split at its commas. */
const ENTITY_TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
/** `#entity-tag`, also with empty elements, which a recipient ignores (RFC 9110 section 5.6.1.2). */
const LIST = new RegExp(String.raw`^[\t ,]*${ENTITY_TAG}(?:[\t ]*,[\t ,]*${ENTITY_TAG})*[\t ,]*$`);

/**
 * Whether an `If-None-Match` says that the client has the representation already, so that the answer is 304 (RFC 9110 section
 * 13.1.2): it is `*`, or one of its entity tags is this one by the weak comparison. A field that is neither is ignored.
 *
 * @param etag of the representation that would be sent now, as in its `ETag`
 */
export function matchesIfNoneMatch(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false;
  if (field.trim() === '*') return true;
  if (!LIST.test(field)) return false;
  return (field.match(new RegExp(ENTITY_TAG, 'g')) ?? []).some((tag) => opaque(tag) === opaque(etag));
}

/** The part that the weak comparison compares (RFC 9110 section 8.8.3.2). */
const opaque = (tag: string): string => tag.replace(/^W\//, '');
