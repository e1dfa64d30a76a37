export * from './eventually.js';
export * from './key-encryption-keys.js';
export * from './servers/addresses.js';
export * from './servers/database.js';
export * from './servers/nats.js';
export { TestKeySet } from './issuer/key-set.js';
export type { MintOptions } from './issuer/mint-options.js';
export { generateSigningKey, type SigningKey } from './issuer/signing-key.js';
export { TestIssuer, type TestIssuerOptions } from './issuer/test-issuer.js';
