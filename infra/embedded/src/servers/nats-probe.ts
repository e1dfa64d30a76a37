import { connect } from 'node:net';

const ANSWER_WITHIN_MS = 2_000;

/** Resolves when the server on this port is a NATS server with JetStream that answers a PING. */
export function natsAnswers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = '';
    const settle = (error?: Error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.setTimeout(ANSWER_WITHIN_MS, () => {
      settle(new Error('no PONG'));
    });
    socket.once('error', settle);
    socket.once('close', () => {
      settle(new Error('closed'));
    });
    socket.once('connect', () => socket.write('CONNECT {"verbose":false}\r\nPING\r\n'));
    socket.on('data', (chunk) => {
      received += chunk.toString();
      if (!received.includes('PONG\r\n')) return;
      settle(received.includes('"jetstream":true') ? undefined : new Error('no JetStream'));
    });
  });
}
