import { sendFailure } from './send-failure.js';

const failure = (details: object) => Object.assign(new Error(`Recipient <alice@example.test> refused`), details);
const answer = (responseCode: number, command: string) => failure({ code: 'EENVELOPE', responseCode, command });

describe('what is kept of a failure to send', () => {
  it("has the codes, and not the server's answer, which names the recipient", () => {
    expect(sendFailure(answer(450, 'RCPT TO')).reason).toBe('EENVELOPE 450 RCPT TO');
    expect(sendFailure(failure({ code: 'ESOCKET', command: 'CONN' })).reason).toBe('ESOCKET CONN');
  });

  it('has the kind of an error without codes', () => {
    expect(sendFailure(new TypeError('alice@example.test')).reason).toBe('TypeError');
    expect(sendFailure('alice@example.test').reason).toBe('unknown');
  });

  it.each([
    [550, 'RCPT TO', 'refused'],
    [501, 'RCPT TO', 'refused'],
    [554, 'DATA', 'refused'],
    [450, 'RCPT TO', 'deferred'],
    [451, 'DATA', 'deferred'],
    [452, 'RCPT TO', 'deferred'],
    [452, 'MAIL FROM', 'unavailable'],
    [421, 'RCPT TO', 'unavailable'],
    [530, 'RCPT TO', 'unavailable'],
    [550, 'MAIL FROM', 'unavailable'],
    [554, 'CONN', 'unavailable'],
    [535, 'AUTH PLAIN', 'unavailable'],
  ])('says of %i at %s that the e-mail, or the server, is %s', (responseCode, command, verdict) => {
    expect(sendFailure(answer(responseCode, command)).verdict).toBe(verdict);
  });

  it.each(['ESOCKET', 'ECONNECTION', 'ETIMEDOUT', 'EDNS', 'ETLS'])('says of %s that the server is away', (code) => {
    expect(sendFailure(failure({ code, command: 'CONN' })).verdict).toBe('unavailable');
  });

  it('tells whether the e-mail itself may be the cause', () => {
    expect(sendFailure(answer(421, 'RCPT TO')).isAboutEmail).toBe(true);
    expect(sendFailure(answer(421, 'MAIL FROM')).isAboutEmail).toBe(false);
  });

  it('says nothing about the server when this service could not make the e-mail', () => {
    expect(sendFailure(new TypeError('no order')).verdict).toBe('deferred');
    expect(sendFailure(failure({ code: 'EENVELOPE', command: 'API' })).verdict).toBe('deferred');
  });
});
