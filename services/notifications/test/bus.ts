import { randomUUID } from 'node:crypto';
import { type EventData, type EventDefinition, ORDER_EVENTS, STREAMS } from '@hallpass/contracts';
import { NatsClient } from '@hallpass/messaging';
import { eventually, type NatsServer, startNatsServer } from '@hallpass/testing';

/** A broker of the test's own, and the other services that speak over it. */
export class Bus {
  private constructor(
    readonly server: NatsServer,
    readonly nats: NatsClient,
  ) {}

  static async start(): Promise<Bus> {
    const server = await startNatsServer();
    const nats = new NatsClient({ servers: server.url, name: 'other services' });
    await eventually(() => nats.isConnected);
    for (const stream of Object.values(STREAMS)) await nats.ensureStream(stream);
    // As the issuer makes it.
    await nats.ensureStream({ name: 'SECURITY', subjects: ['security.v1.>'], maxAgeMs: 10 * 60 * 1000 });
    return new Bus(server, nats);
  }

  get url(): string {
    return this.server.url;
  }

  async stop(): Promise<void> {
    await this.nats.close();
    await this.server.stop();
  }

  /** Publishes an event and returns its id. The same id again is the same event, delivered a second time. */
  async publish<D extends EventDefinition>(
    definition: D,
    data: EventData<D>,
    { id = randomUUID(), time = new Date() }: { id?: string; time?: Date } = {},
  ): Promise<string> {
    const envelope = {
      specversion: '1.0',
      id,
      source: 'urn:hallpass:test',
      type: definition.subject,
      time: time.toISOString(),
      datacontenttype: 'application/json',
      data,
    };
    await this.nats.publish(definition.subject, JSON.stringify(envelope), { msgId: randomUUID() });
    return id;
  }

  placed(sub: string, options?: { id?: string; time?: Date }): Promise<string> {
    return this.publish(ORDER_EVENTS.placed, { ...order(sub), placedAt: new Date().toISOString() }, options);
  }

  cancelled(sub: string, options?: { id?: string; time?: Date }): Promise<string> {
    return this.publish(ORDER_EVENTS.cancelled, { ...order(sub), cancelledAt: new Date().toISOString() }, options);
  }
}

export function order(sub: string) {
  const unitPrice = { amount: 450, currency: 'EUR' };
  const lines = [{ productId: randomUUID(), name: 'Chalk <white>', quantity: 2, unitPrice }];
  return { orderId: randomUUID(), sub, total: { amount: 900, currency: 'EUR' }, lines };
}
