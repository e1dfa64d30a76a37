export * from './audiences.js';
export * from './events/cloud-event.js';
export * from './events/identity-events.js';
export * from './events/order-events.js';
export * from './problem.js';
export * from './scopes.js';
export * from './streams.js';
export * from './token-types.js';
