import { AuthModule } from './http/auth.module.js';
import type { AuthOptions } from './options.js';
import { resolveOptions } from './resolve-options.js';

const options: AuthOptions = { issuer: 'https://issuer.test', audience: 'urn:test:api' };

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

  it.each<[string, Partial<AuthOptions>]>([
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
    expect(() => AuthModule.forRoot({ ...options, ...wrong })).toThrow(name);
  });

  it('are copied', () => {
    const algorithms: ['ES256'] = ['ES256'];
    const resolved = resolveOptions({ ...options, algorithms });
    algorithms.pop();
    expect(resolved.algorithms).toEqual(['ES256']);
  });
});
