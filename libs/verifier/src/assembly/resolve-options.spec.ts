import { createVerifier } from './create-verifier.js';
import type { VerifierOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';

const options: VerifierOptions = { issuer: 'https://issuer.test', audience: 'urn:test:api' };

describe('the options', () => {
  it('have defaults that fail closed', () => {
    expect(resolveOptions(options)).toMatchObject({
      algorithms: ['ES256', 'EdDSA', 'PS256'],
      clockToleranceSeconds: 5,
      maxTokenLength: 8192,
      maxEntries: 100_000,
      maxBytes: 64 * 1024 * 1024,
      feed: null,
      staleAfterMs: 3000,
      whenStale: { mode: 'introspect' },
      maxTokenLifetimeSeconds: 3600,
    });
  });

  it.each<[string, Partial<VerifierOptions>]>([
    ['issuer', { issuer: 'issuer.test' }],
    ['issuer', { issuer: 'file:///issuer' }],
    ['audience', { audience: '' }],
    ['discoveryUrl', { discoveryUrl: 'identity-api' }],
    ['algorithms', { algorithms: [] }],
    ['algorithms', { algorithms: ['HS256' as never] }],
    ['clockToleranceSeconds', { clockToleranceSeconds: 31 }],
    ['clockToleranceSeconds', { clockToleranceSeconds: Number.NaN }],
    ['maxTokenLength', { maxTokenLength: 1_000_000 }],
    ['sessionCache.maxEntries', { sessionCache: { maxEntries: 0 } }],
    ['sessionCache.maxBytes', { sessionCache: { maxBytes: -1 } }],
    ['revocation.staleAfterMs', { revocation: { feed: null, staleAfterMs: 0 } }],
    ['revocation.maxTokenLifetimeSeconds', { revocation: { feed: null, maxTokenLifetimeSeconds: 0 } }],
    ['forAtMostMs', { revocation: { feed: null, whenStale: { mode: 'allow', forAtMostMs: Infinity } } }],
  ])('stop the start when %s is wrong', (name, wrong) => {
    expect(() => createVerifier({ ...options, ...wrong })).toThrow(name);
  });

  it.each<[string, string, object]>([
    ['audience', 'one non-empty string, not undefined', { audience: undefined }],
    ['audience', 'one non-empty string, not an array', { audience: ['a', 'b'] }],
    ['audience', 'one non-empty string, not 7', { audience: 7 }],
    ['issuer', 'one http(s) URL, not undefined', { issuer: undefined }],
    ['issuer', 'one http(s) URL, not an array', { issuer: ['https://issuer.test'] }],
    ['issuer', 'one http(s) URL, not such an object', { issuer: new URL('https://issuer.test') }],
    ['discoveryUrl', 'one http(s) URL, not null', { discoveryUrl: null }],
    ['algorithms', 'some of ES256, EdDSA, PS256', { algorithms: 'ES256' }],
    ['algorithms', 'some of ES256, EdDSA, PS256', { algorithms: 1 }],
    ['clockToleranceSeconds', 'a number between 0 and 30, not "5"', { clockToleranceSeconds: '5' }],
    ['maxTokenLength', 'a number between 128 and 65536, not an array', { maxTokenLength: [8192] }],
    ['sessionCache', 'an object, not 100', { sessionCache: 100 }],
    ['keySource', 'an object with getKey(), withdraw(), not "keys"', { keySource: 'keys' }],
    ['securityEventKeySource', 'an object with getKey(), withdraw()', { securityEventKeySource: {} }],
    ['clock', 'an object with now(), monotonic()', { clock: Date }],
    ['log', 'an object with log(), warn()', { log: {} }],
    ['revocation', 'an object, not null', { revocation: null }],
    ['revocation.feed', 'an object with start(), stop(), lastHeardAt(), not undefined', { revocation: {} }],
    ['revocation.whenStale', 'an object, not "deny"', { revocation: { feed: null, whenStale: 'deny' } }],
    [
      'revocation.whenStale.mode',
      'one of introspect, deny, allow, not "accept"',
      { revocation: { feed: null, whenStale: { mode: 'accept' } } },
    ],
    [
      'revocation.whenStale.tokenStatus',
      'an object with isActive()',
      { revocation: { feed: null, whenStale: { mode: 'introspect', tokenStatus: {} } } },
    ],
  ])('of the wrong type stop the start: %s must be %s', (name, accepted, wrong) => {
    const start = () => createVerifier({ ...options, ...wrong });
    expect(start).toThrow(TypeError);
    expect(start).toThrow(`${name} must be ${accepted}`);
  });

  it('are copied', () => {
    const algorithms: ['ES256'] = ['ES256'];
    const resolved = resolveOptions({ ...options, algorithms });
    algorithms.pop();
    expect(resolved.algorithms).toEqual(['ES256']);
  });
});
