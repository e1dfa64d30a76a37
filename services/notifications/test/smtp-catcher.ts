import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { parseEmail, type ReceivedEmail } from './received-email.js';

/** A real SMTP server that keeps what it is given. */
export class SmtpCatcher {
  readonly received: ReceivedEmail[] = [];
  /** Answers the recipient with this code from now on; undefined: takes everything. */
  refuseRecipientsWith: number | undefined;
  /** Greets with this code from now on, and counts as {@link connections}; undefined: takes everybody. */
  greetWith: number | undefined;
  /** How often somebody connected. */
  connections = 0;
  /** Answers the final dot when this has come true; what it received is in {@link received} before that. */
  finalAnswer: Promise<unknown> = Promise.resolve();
  private server: SMTPServer | undefined;
  private port = 0;

  static async start(): Promise<SmtpCatcher> {
    const catcher = new SmtpCatcher();
    await catcher.switchOn();
    return catcher;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  to(address: string): ReceivedEmail[] {
    return this.received.filter((email) => email.to.includes(address));
  }

  /** Listens, always at the same port. */
  async switchOn(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onConnect: (_session, callback) => {
        this.connections += 1;
        callback(refusal(this.greetWith));
      },
      onRcptTo: (_address, _session, callback) => callback(refusal(this.refuseRecipientsWith)),
      onData: (stream, session, callback) => {
        text(stream).then((raw) => {
          this.received.push(parseEmail(raw, recipientsOf(session)));
          void this.finalAnswer.then(() => callback());
        }, callback);
      },
    });
    server.on('error', () => undefined); // a client that vanishes is no failure of the server
    const listening = server.listen(this.port, '127.0.0.1');
    await once(listening, 'listening');
    this.port = (listening.address() as AddressInfo).port;
    this.server = server;
  }

  /** Refuses connections. */
  async switchOff(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    for (const connection of server.connections) connection.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function refusal(responseCode: number | undefined): Error | null {
  return responseCode === undefined ? null : Object.assign(new Error('refused'), { responseCode });
}

function recipientsOf({ envelope }: SMTPServerSession): string[] {
  return envelope.rcptTo.map(({ address }) => address);
}
