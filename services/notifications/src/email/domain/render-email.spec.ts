import { OPTIONAL_KINDS, SECURITY_KINDS } from '../../announcements/domain/kind.js';
import { renderEmail } from './render-email.js';

const price = { amount: 450, currency: 'EUR' };
const order = {
  orderId: '7',
  total: { amount: 900, currency: 'EUR' },
  lines: [{ name: 'Chalk', quantity: 2, unitPrice: price }],
};
const input = { token: 'eyJ.abc.def', order: undefined, linkBaseUrl: undefined };

describe('a rendered e-mail', () => {
  it.each([...SECURITY_KINDS, ...OPTIONAL_KINDS])('%s has a subject, a text and an HTML part', (kind) => {
    const { subject, text, html } = renderEmail(kind, null, { ...input, order });
    expect(subject).toMatch(/^\S.{8,}/);
    expect(text).toContain('Hello,');
    expect(html).toContain(`<title>${subject}</title>`);
  });

  it.each(['account.verify-email', 'account.password-reset-requested'] as const)(
    '%s has the token on a line of its own and no link unless there is an application to link to',
    (kind) => {
      const { text, html } = renderEmail(kind, 'Alice', input);
      expect(text.split('\n')).toContain('eyJ.abc.def');
      expect(html).toContain('>eyJ.abc.def</pre>');
      expect(text + html).not.toContain('http');
    },
  );

  it.each(['account.verify-email', 'account.password-reset-requested'] as const)(
    '%s says what to do with the token, and speaks of a link only where it holds one',
    (kind) => {
      const [without, linked] = [undefined, 'https://app.test'].map((linkBaseUrl) => {
        return renderEmail(kind, null, { ...input, linkBaseUrl });
      });
      for (const { text, html } of [without!, linked!]) {
        expect(text).toMatch(/enter this token .*where you/);
        expect(text).toMatch(/It can be used once, within (24 hours|15 minutes) of the request\./);
        expect(html).toContain('of the request.');
      }
      expect(without!.text + without!.html).not.toMatch(/\b(link|click|page)\b/i);
      expect(linked!.text).toMatch(/open this link:\n+https:\/\/app\.test\//);
      expect(linked!.html).toMatch(/<a href="https:\/\/app\.test\/[^"]+">Or open this link<\/a>/);
    },
  );

  it('carries the token in the fragment of the link', () => {
    const { text, html } = renderEmail('account.verify-email', null, { ...input, linkBaseUrl: 'https://app.test' });
    expect(text.split('\n')).toContain('https://app.test/verify-email#token=eyJ.abc.def');
    expect(html).toContain('href="https://app.test/verify-email#token=eyJ.abc.def"');
  });

  it('escapes whatever a stranger may have chosen', () => {
    const hostile = `<img src=x onerror="alert('1')">&`;
    const lines = [{ name: hostile, quantity: 1, unitPrice: price }];
    const { html } = renderEmail('order.placed', hostile, { ...input, order: { ...order, lines } });
    expect(html).not.toContain('<img');
    expect(html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;&amp;/g)).toHaveLength(2);
  });

  it('greets by name, and by none that would break or turn the line', () => {
    const greeted = (name: string | null) => renderEmail('account.reactivated', name, input).text.split('\n')[0];
    expect(greeted('Ana')).toBe('Hello Ana,');
    expect(['Ana\u202Egro.live', 'Ana\u2028Log in at evil.example', 'Ana\nX', '\u3164', '', null].map(greeted)).toEqual(
      Array(6).fill('Hello,'),
    );
  });

  it('lists what was ordered, and the total', () => {
    const { text, html } = renderEmail('order.cancelled', null, { ...input, order });
    expect(text).toContain('2 × Chalk: €9.00\nTotal: €9.00');
    expect(html).toContain('<td>2 × Chalk</td><td align="right">€9.00</td>');
  });

  it('shows no token where it has none to give', () => {
    expect(renderEmail('account.password-changed', null, input).text).not.toContain('eyJ');
  });
});
