import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { natsBinary } from './nats-binary.ts';
import { natsAnswers } from './nats-probe.ts';
import { onPort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';

export interface NatsOptions {
  /** Where JetStream keeps its streams; made when it isn't there, reused when it is. */
  storeDir: string;
  /** A free one by default. The loopback interface only. */
  port?: number;
  /** What its configuration file says beside that, such as users. Somebody who proves nothing must still be answered a PING. */
  config?: string;
}

/** A nats-server with JetStream, and the faults one may want of it. */
export interface NatsServer {
  readonly url: string;
  readonly port: number;
  /** Of the process that runs now: another one after {@link restart}. */
  readonly pid: number;
  stop(): Promise<void>;
  /** Ends it without a chance to flush (SIGKILL). */
  kill9(): Promise<void>;
  /** Starts it again on the same port with the same store; stops it first when it runs. */
  restart(): Promise<void>;
  /** Stops answering without closing a connection (SIGSTOP), until {@link resume}. */
  pause(): void;
  resume(): void;
}

/** Starts a nats-server with JetStream and waits until it answers. */
export async function startNats({ storeDir, port, config = '' }: NatsOptions): Promise<NatsServer> {
  const binary = await natsBinary();
  const configFile = join(storeDir, 'nats.conf');
  const start = async (at: number) => {
    // Each time: whoever takes its state away takes this away, too.
    await mkdir(storeDir, { recursive: true });
    await writeFile(configFile, config);
    return ServerProcess.start({
      name: 'nats-server',
      command: binary,
      args: [
        ...['--config', configFile, '--addr', '127.0.0.1', '--port', String(at)],
        ...['--jetstream', '--store_dir', storeDir],
      ],
      stopSignal: 'SIGTERM',
      probe: () => natsAnswers(at),
    });
  };
  return onPort(port, async (at) => new RunningNats(await start(at), at, start));
}

class RunningNats implements NatsServer {
  readonly port: number;
  private server: ServerProcess;
  private readonly start: (port: number) => Promise<ServerProcess>;

  constructor(server: ServerProcess, port: number, start: (port: number) => Promise<ServerProcess>) {
    this.server = server;
    this.port = port;
    this.start = start;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.server.pid;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  kill9(): Promise<void> {
    return this.server.kill9();
  }

  async restart(): Promise<void> {
    await this.server.stop();
    this.server = await this.start(this.port);
  }

  pause(): void {
    this.server.signal('SIGSTOP');
  }

  resume(): void {
    this.server.signal('SIGCONT');
  }
}
