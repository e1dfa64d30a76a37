import { EventEmitter, once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json, text } from 'node:stream/consumers';
import { connect, type Socket } from 'node:net';
import { Controller, Get, Module, type OnApplicationShutdown, Post } from '@nestjs/common';
import { Public } from '@hallpass/auth';
import { eventually } from '@hallpass/testing';
import { createLogger } from '../logging/create-logger.js';
import { serviceConfig } from '../config/service-config.js';
import { createApp } from './create-app.js';
import { stopOnSignal } from './stop-on-signal.js';

let release: PromiseWithResolvers<undefined>;
let arrived: PromiseWithResolvers<undefined>;

@Public()
@Controller()
class SlowController {
  @Get('slow')
  async slow() {
    arrived.resolve(undefined);
    await release.promise;
    return { done: true };
  }
}
@Public()
@Controller('things')
class ThingsController implements OnApplicationShutdown {
  isShutDown = false;

  @Post()
  add() {
    return { added: true };
  }

  onApplicationShutdown(): void {
    this.isShutDown = true;
  }
}
@Module({ controllers: [SlowController, ThingsController] })
class SlowModule {}

const HEAD = 'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n';

/** A process that outlives its exits. */
class Host extends EventEmitter {
  readonly exits: number[] = [];
  exit(code = 0): never {
    this.exits.push(code);
    return undefined as never;
  }
  exited(times: number): Promise<unknown> {
    return eventually(() => this.exits.length === times);
  }
}

describe('a signal', () => {
  const logger = createLogger({ name: 'slow', level: 'silent' });

  async function service(timeoutMs: number) {
    const config = serviceConfig.parse({
      PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1',
      ISSUER: 'http://127.0.0.1',
      DATABASE_URL: 'postgresql://127.0.0.1/none',
      NATS_URL: 'nats://127.0.0.1',
      LOG_LEVEL: 'silent',
      KEY_ENCRYPTION_KEYS_FILE: '/none',
    });
    const app = await createApp(SlowModule, { name: 'slow', title: 'Slow', config });
    await app.listen(0, '127.0.0.1');
    const host = new Host();
    stopOnSignal(app, logger, timeoutMs, host as unknown as NodeJS.Process);
    return { app, host };
  }

  async function slowService(timeoutMs: number) {
    release = Promise.withResolvers();
    arrived = Promise.withResolvers();
    const { app, host } = await service(timeoutMs);
    const outgoing = request(`${await app.getUrl()}/slow`).end();
    const answer = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    await arrived.promise;
    return { app, host, answer };
  }

  /** A service, and a connection that has sent it this and no more. */
  async function connected(sent: string) {
    const { app, host } = await service(60_000);
    const server = app.getHttpServer();
    const received = once(server, 'connection') as Promise<[Socket]>;
    const client = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
    client.on('error', () => undefined);
    client.write(sent);
    const [socket] = await received;
    await eventually(() => socket.bytesRead === sent.length);
    return { app, host, client };
  }

  it('lets the requests in flight be answered, then exits with 0', async () => {
    const { host, answer } = await slowService(60_000);
    host.emit('SIGTERM', 'SIGTERM');
    release.resolve(undefined);
    const [response] = await answer;
    expect(await json(response)).toEqual({ done: true });
    await host.exited(1);
    expect(host.exits).toEqual([0]);
  });

  it('exits with 1 when that takes longer than the timeout', async () => {
    const { host, answer } = await slowService(20);
    host.emit('SIGTERM', 'SIGTERM');
    await host.exited(1);
    expect(host.exits).toEqual([1]);
    release.resolve(undefined);
    const [response] = await answer;
    await json(response);
    await host.exited(2);
  });

  it('exits at once with 1 when it comes a second time', async () => {
    const { host, answer } = await slowService(60_000);
    host.emit('SIGINT', 'SIGINT');
    host.emit('SIGINT', 'SIGINT');
    expect(host.exits).toEqual([1]);
    release.resolve(undefined);
    const [response] = await answer;
    await json(response);
    await host.exited(2);
  });

  it.each([
    ['has sent nothing', ''],
    ['has sent half a request line', 'GET /sl'],
    ['has sent half a head', `POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`],
    ['has sent half a body', `${HEAD}{"na`],
    ['was answered, and stays', `GET /health/nothing HTTP/1.1\r\nHost: x\r\n\r\n`],
  ])('exits with 0, its hooks run, when a connection %s', async (_, sent) => {
    const { app, host, client } = await connected(sent);
    const closed = once(client.resume(), 'close');
    host.emit('SIGTERM', 'SIGTERM');
    await host.exited(1);
    await closed;
    expect(host.exits).toEqual([0]);
    expect(app.get(ThingsController).isShutDown).toBe(true);
  });

  const WHOLE = `${HEAD}{"name":1}`;

  it.each([
    ['nothing was read of', 0],
    ['half of the head was read of', 40],
    ['half of the body was read of', WHOLE.length - 5],
  ])('lets a request that %s arrive, and answers it', async (_, length) => {
    const { host, client } = await connected(WHOLE.slice(0, length));
    const answer = text(client);
    host.emit('SIGTERM', 'SIGTERM');
    client.write(WHOLE.slice(length));
    expect(await answer).toMatch(/^HTTP\/1.1 201 [^]*connection: close[^]*{"added":true}$/i);
    await host.exited(1);
    expect(host.exits).toEqual([0]);
  });

  it('answers everybody who was connected, though the listener had accepted nobody of them', async () => {
    const { app, host } = await service(60_000);
    const port = Number(new URL(await app.getUrl()).port);
    const answers = Array.from({ length: 200 }, () => {
      const client = connect(port, '127.0.0.1');
      client.write(WHOLE);
      return text(client).catch((error: Error) => error.message);
    });
    // Once all of them have asked the kernel to connect, which it does at once on this machine, and before the next turn.
    process.nextTick(() => host.emit('SIGTERM', 'SIGTERM'));
    const statuses = (await Promise.all(answers)).map((answer) => answer.slice(0, 'HTTP/1.1 201'.length));
    expect(new Set(statuses)).toEqual(new Set(['HTTP/1.1 201']));
    await host.exited(1);
    expect(host.exits).toEqual([0]);
  });
});
