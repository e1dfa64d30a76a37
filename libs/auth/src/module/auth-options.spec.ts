import { RevocationState } from '@hallpass/verifier';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
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

describe('two applications of one module', () => {
  it('share nothing that is revoked', async () => {
    @Module({
      imports: [AuthModule.forRoot({ ...options, keySource: { getKey: async () => undefined, withdraw() {} } })],
    })
    class Application {}
    const create = () => NestFactory.createApplicationContext(Application, { logger: false });
    const [one, other] = [await create(), await create()];
    one.get(RevocationState).apply({ kind: 'session', sub: 'alice', sid: 'session-1' });
    expect(other.get(RevocationState).stats().sessions).toBe(0);
    await Promise.all([one.close(), other.close()]);
  });
});
