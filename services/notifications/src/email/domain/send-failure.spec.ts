import { sendFailure } from './send-failure.js';

const refusal = (responseCode: number, command: string) =>
  Object.assign(new Error(`Recipient <alice@example.test> refused`), { code: 'EENVELOPE', responseCode, command });

describe('what is kept of a failure to send', () => {
  it("has the codes, and not the server's answer, which names the recipient", () => {
    expect(sendFailure(refusal(450, 'RCPT TO')).reason).toBe('EENVELOPE 450 RCPT TO');
    expect(sendFailure(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ESOCKET', command: 'CONN' }))).toEqual(
      {
        reason: 'ESOCKET CONN',
        final: false,
      },
    );
  });

  it('has the kind of an error without codes', () => {
    expect(sendFailure(new TypeError('alice@example.test')).reason).toBe('TypeError');
    expect(sendFailure('alice@example.test').reason).toBe('unknown');
  });

  it.each([
    [550, 'RCPT TO', true],
    [554, 'DATA', true],
    [550, 'MAIL FROM', false],
    [450, 'RCPT TO', false],
    [535, 'AUTH PLAIN', false],
  ])('is final for %i at %s: %s', (responseCode, command, final) => {
    expect(sendFailure(refusal(responseCode, command)).final).toBe(final);
  });
});
