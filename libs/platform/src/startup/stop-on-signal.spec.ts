import { EventEmitter, once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { Controller, Get, Module } from '@nestjs/common';
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
@Module({ controllers: [SlowController] })
class SlowModule {}

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

  async function slowService(timeoutMs: number) {
    release = Promise.withResolvers();
    arrived = Promise.withResolvers();
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
    const outgoing = request(`${await app.getUrl()}/slow`).end();
    const answer = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    await arrived.promise;
    return { app, host, answer };
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
});
