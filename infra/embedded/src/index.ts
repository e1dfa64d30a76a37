export { startMaildev, type MaildevOptions, type MailServer } from './servers/maildev.ts';
export { freePort } from './servers/free-port.ts';
export { natsBinary } from './servers/nats-binary.ts';
export { natsAnswers } from './servers/nats-probe.ts';
export { startNats, type NatsOptions, type NatsServer } from './servers/nats.ts';
export { startPostgres, type PostgresOptions, type PostgresServer } from './servers/postgres.ts';
export { expecting, send, type Answer } from './client/http.ts';
export { claimsOf, Person } from './client/person.ts';
export * from './system/index.ts';
