import { displayName, plainText } from './plain-text.js';

describe('a line of text', () => {
  it('is trimmed, and counted in characters', () => {
    expect(plainText(3).parse(' 🎩🎩🎩 ')).toBe('🎩🎩🎩');
  });

  it.each(['   ', 'four', 'a\u0000', 'a\nb', 'a\u0085b', '\ud800'])('is not: %j', (text) => {
    expect(plainText(3).safeParse(text).success).toBe(false);
  });
});

describe('a display name', () => {
  it.each([
    'Ana',
    'O’Neill-Smith, Jr.',
    'Александра',
    'محمد',
    'می‌خواهم', // a zero-width non-joiner, which Persian is written with
    '山田 太郎',
    'क्षितिज',
    '👩‍🚀', // joined by U+200D
    '7',
    '_',
  ])('may be %s', (name) => {
    expect(displayName.parse(name)).toBe(name);
  });

  it.each(
    [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'].map((each) => [
      codePoint(each),
      each,
    ]),
  )('has no bidirectional control: %s', (_, control) => {
    expect(displayName.safeParse(`Ana${control}gro.live`).success).toBe(false);
  });

  it.each(['\u2028', '\u2029', '\r', '\n', '\t', '\u007f', '\u0085'].map((each) => [codePoint(each), each]))(
    'has no control character and no separator of lines: %s',
    (_, control) => {
      expect(displayName.safeParse(`Ana${control}Bcc`).success).toBe(false);
    },
  );

  it.each([
    ['zero-width spaces', '\u200b\u200b'],
    ['a word joiner', '\u2060'],
    ['a soft hyphen', '\u00ad'],
    ['Hangul fillers, which are letters', '\u115f\u1160\u3164\uffa0'],
    ['the empty Braille pattern, which is a symbol', '\u2800'],
    ['a mark without a base', '\u0301'],
    ['variation selectors', '\ufe0f'],
    ['tags', '\u{e0041}'],
    ['a no-break space', '\u00a0'],
  ])('has a visible character, not only %s', (_, name) => {
    expect(displayName.safeParse(name).success).toBe(false);
  });
});

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
