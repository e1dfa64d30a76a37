import { AuthModule } from './auth.module.js';

const options = { issuer: 'https://issuer.test', audience: 'urn:test:api' };

describe('the options of the module', () => {
  it.each([
    ['of the verifier', { audience: '' }, 'audience must be one non-empty string'],
    ['for challenges', { resourceMetadataUrl: true as never }, 'resourceMetadataUrl must be one http(s) URL, not true'],
    ['for challenges', { resourceMetadataUrl: 'file:///metadata' }, 'resourceMetadataUrl must be one http(s) URL'],
  ])('%s stop the start when they are wrong: %j', (_, wrong, message) => {
    const start = () => AuthModule.forRoot({ ...options, ...wrong });
    expect(start).toThrow(TypeError);
    expect(start).toThrow(message);
  });
});
