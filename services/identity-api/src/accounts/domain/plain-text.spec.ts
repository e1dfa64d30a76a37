import { plainText } from './plain-text.js';

describe('a line of text', () => {
  it('is trimmed, and counted in characters', () => {
    expect(plainText(3).parse(' 🎩🎩🎩 ')).toBe('🎩🎩🎩');
  });

  it.each(['   ', 'four', 'a\u0000', 'a\nb', '\ud800'])('is not: %j', (text) => {
    expect(plainText(3).safeParse(text).success).toBe(false);
  });
});
