import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { SmtpMailer } from '../src/email/data/smtp-mailer.js';

/** A mail server that takes whatever is said to it, and keeps each line. */
async function recordingServer(lines: string[]): Promise<Server> {
  const server = createServer((socket) => {
    let inData = false;
    socket.write('220 ready\r\n');
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
      lines.push(line);
      if (inData && line !== '.') return;
      inData = line === 'DATA';
      socket.write(inData ? '354 go on\r\n' : '250 ok\r\n');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

describe('what is said to a mail server', () => {
  const lines: string[] = [];
  let server: Server;
  let mailer: SmtpMailer;
  beforeAll(async () => {
    server = await recordingServer(lines);
    const { port } = server.address() as AddressInfo;
    mailer = new SmtpMailer({
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'Hallpass <no-reply@hallpass.test>',
      EMAIL_CONNECTIONS: 1,
    });
  });
  afterAll(() => {
    mailer.onApplicationShutdown();
    server.close();
  });
  beforeEach(() => lines.splice(0));

  it.each([
    ['ana@example.xn--p1ai', 'ana@example.xn--p1ai'],
    ["!#$%&'*+-/=?^_`{|}~'@example.test", "!#$%&'*+-/=?^_`{|}~'@example.test"],
    ['.ana@example.test', '".ana"@example.test'],
    ['ana.@example.test', '"ana."@example.test'],
    ['ana..maria@example.test', '"ana..maria"@example.test'],
    [`${'a'.repeat(64)}@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(61)}`, undefined],
  ])('names the recipient %s as RFC 5321 and RFC 5322 write it', async (address, mailbox = address) => {
    const email = { address, messageId: '<1@hallpass.test>', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
    await mailer.send(email, { signal: new AbortController().signal, handedOver: () => undefined });
    expect(lines).toContain(`RCPT TO:<${mailbox}>`);
    const message = lines
      .slice(lines.indexOf('DATA'))
      .join('\n')
      .replaceAll(/\n[ \t]+/g, ' ');
    expect(/^To: <?(.*?)>?$/m.exec(message)?.[1]).toBe(mailbox);
  });
});
