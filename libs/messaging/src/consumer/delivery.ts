import type { CloudEvent } from '@hallpass/contracts';
import { type Log, runWithTraceparent, type SqlClient } from '@hallpass/ports';
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsClient } from '../nats/nats-client.js';
import { answers } from './database-away.js';
import { bury } from './dead-letter.js';
import { PermanentError, type EventHandler } from './event-handler.js';
import type { Inbox } from './inbox.js';
import { checkData, openEvent } from './open-event.js';

/** What became of a delivery: handled now, handled before, of no interest, to be tried again, dead. */
export type Outcome = 'handled' | 'repeated' | 'ignored' | 'retried' | 'dead';

/** A message that was delivered this often, to a database that answers, kills whoever handles it. */
const ABANDON_AFTER = 50;
const TRANSACTION = { timeout: 15_000, maxWait: 5_000 };

export interface DeliveryOptions {
  readonly sql: SqlClient;
  readonly nats: NatsClient;
  readonly inbox: Inbox;
  readonly handlers: ReadonlyMap<string, EventHandler>;
  readonly maxDeliver: number;
  readonly backoffMs: readonly number[];
  readonly logger: Log;
}

/** Answers one delivery of one message. Leaves it unanswered when the database is away: that is not its fault. */
export async function deliver(message: JsMsg, options: DeliveryOptions): Promise<Outcome | 'database-away'> {
  if (message.info.deliveryCount > ABANDON_AFTER && (await answers(options.sql))) {
    return die(message, new PermanentError(`delivered ${message.info.deliveryCount} times without an answer`), options);
  }
  return attempt(message, options);
}

/** The same without a look at how often it was delivered. */
export async function attempt(message: JsMsg, options: DeliveryOptions): Promise<Outcome | 'database-away'> {
  try {
    const outcome = await handle(message, options);
    message.ack();
    return outcome;
  } catch (error) {
    if (error instanceof PermanentError) return die(message, error, options);
    message.working(); // the attempt and this question may take longer than the broker waits
    if (!(await answers(options.sql))) return 'database-away';
    const spent = message.info.deliveryCount >= options.maxDeliver;
    return spent ? die(message, error, options) : retry(message, error, options);
  }
}

async function handle(message: JsMsg, { sql, inbox, handlers }: DeliveryOptions): Promise<Outcome> {
  const handler = handlers.get(message.subject);
  if (handler === undefined) return 'ignored';
  const event: CloudEvent = checkData(openEvent(message.subject, message.data), handler);
  return runWithTraceparent(event.traceparent, () =>
    sql.$transaction(async (tx): Promise<Outcome> => {
      if (!(await inbox.remember(tx, event.id))) return 'repeated';
      await handler.handle(event, tx);
      return 'handled';
    }, TRANSACTION),
  );
}

function retry(message: JsMsg, error: unknown, { backoffMs, logger }: DeliveryOptions): Outcome {
  const deliveries = message.info.deliveryCount;
  const delayMs = backoffMs[Math.min(deliveries, backoffMs.length) - 1] ?? 0;
  logger.warn({ msg: 'an event could not be handled; retrying', subject: message.subject, deliveries, err: error });
  message.nak(delayMs);
  return 'retried';
}

/** The original is acknowledged only when the dead letters have its copy. */
async function die(message: JsMsg, error: unknown, options: DeliveryOptions): Promise<Outcome> {
  try {
    await bury(options.nats, message, error);
  } catch (notBuried) {
    return retry(message, new AggregateError([error, notBuried], 'the dead letters are unavailable'), options);
  }
  message.ack();
  const { subject, seq } = message;
  options.logger.error({ msg: 'an event went to the dead letters', subject, seq, err: error });
  return 'dead';
}
