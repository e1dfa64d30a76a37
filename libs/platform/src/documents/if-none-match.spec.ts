import { matchesIfNoneMatch } from './if-none-match.js';

const ETAG = '"v1"';

describe('If-None-Match', () => {
  it.each([
    ['the entity tag', '"v1"'],
    ['the entity tag, marked as weak', 'W/"v1"'],
    ['a list with the entity tag', '"v0", "v1", "v2"'],
    ['a list with no spaces', '"v0","v1"'],
    ['a list with tabs', '"v0"\t,\t"v1"'],
    ['a list with the entity tag marked as weak', '"v0", W/"v1"'],
    ['a list with empty elements', ', "v0",, "v1" ,'],
    ['a list in which another entity tag has a comma', '"v0,", "v1"'],
    ['any representation', '*'],
    ['any representation, with white space around it', ' * '],
  ])('matches %s', (_, field) => {
    expect(matchesIfNoneMatch(field, ETAG)).toBe(true);
  });

  it.each([
    ['no field', undefined],
    ['an empty field', ''],
    ['an empty list', ' , '],
    ['another entity tag', '"v2"'],
    ['an entity tag that begins with it', '"v11"'],
    ['an entity tag that contains it', '"a, v1"'],
    ['an entity tag in which it is one part of a list', '"v0,v1,v2"'],
    ['the tag without quotes', 'v1'],
    ['the tag with an open quote', '"v1'],
    ['a mark of weakness in lower case', 'w/"v1"'],
    ['a space after the mark of weakness', 'W/ "v1"'],
    ['entity tags with no comma between them', '"v0" "v1"'],
    ['any representation among entity tags', '"v0", *'],
    ['an entity tag beside what is none', 'v0, "v1"'],
    ['an entity tag with a space', '"v 1", "v1"'],
  ])('does not match %s', (_, field) => {
    expect(matchesIfNoneMatch(field, ETAG)).toBe(false);
  });

  it('is compared weakly also when the representation has a weak entity tag', () => {
    expect(matchesIfNoneMatch('"v1"', 'W/"v1"')).toBe(true);
    expect(matchesIfNoneMatch('W/"v1"', 'W/"v1"')).toBe(true);
  });

  it('tells the entity tags apart by case', () => {
    expect(matchesIfNoneMatch('"V1"', ETAG)).toBe(false);
  });

  // An expression that backtracks would not come to an end.
  it('is read to its end however long it is', () => {
    for (const part of ['"v0",', ',', ' ', '"', 'W/']) {
      expect(matchesIfNoneMatch(`"v0"${part.repeat(16_384 / part.length)}x`, ETAG)).toBe(false);
    }
  });
});
