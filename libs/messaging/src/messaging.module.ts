import { Module, type DynamicModule, type FactoryProvider, type OnApplicationShutdown } from '@nestjs/common';
import { BrokerCredentials } from './nats/broker-credentials.js';
import { NatsClient, type NatsClientOptions } from './nats/nats-client.js';

/** A NatsClient that Nest closes after HTTP and everything else have ended. */
class ManagedNatsClient extends NatsClient implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

export interface MessagingModuleOptions {
  readonly imports?: DynamicModule['imports'];
  readonly inject?: FactoryProvider['inject'];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is injected is the caller's to name
  readonly useFactory: (...injected: any[]) => NatsClientOptions | Promise<NatsClientOptions>;
}

/**
 * Provides {@link NatsClient} and {@link BrokerCredentials} everywhere.
 *
 * @example
 * MessagingModule.forRoot({ inject: [CONFIG], useFactory: (c: Config) => ({ servers: c.NATS_URL, name: 'order-api' }) })
 */
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingModuleOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      imports: options.imports ?? [],
      providers: [
        {
          provide: NatsClient,
          inject: options.inject ?? [],
          useFactory: async (...injected: unknown[]) => new ManagedNatsClient(await options.useFactory(...injected)),
        },
        {
          provide: BrokerCredentials,
          inject: [NatsClient],
          useFactory: (nats: NatsClient) => new BrokerCredentials(nats),
        },
      ],
      exports: [NatsClient, BrokerCredentials],
    };
  }
}
