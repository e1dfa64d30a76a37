export * from './eventually.js';
export * from './key-encryption-keys.js';
export * from './servers/addresses.js';
export * from './servers/database.js';
export * from './servers/nats.js';
