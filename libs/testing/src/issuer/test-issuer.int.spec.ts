import { AUDIENCES } from '@hallpass/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startNatsServer } from '../servers/nats.js';
import { TestIssuer } from './test-issuer.js';

describe('security events of the test issuer', () => {
  it('arrive in the stream SECURITY, signed with the key of security events', async () => {
    const [server, issuer] = await Promise.all([startNatsServer(), TestIssuer.start()]);
    const nats = await connect({ servers: server.url });
    const subject = 'security.v1.account.5f0d7a38-0000-4000-8000-000000000000';
    const token = await issuer.publishSecurityEvent(nats, subject, { events: { 'urn:example': {} } });
    const { message } = { message: await (await jetstreamManager(nats)).streams.getMessage('SECURITY', { seq: 1 }) };
    expect([message?.subject, message?.string()]).toEqual([subject, token]);
    const keys = createRemoteJWKSet(new URL(issuer.jwksUri('security-events')));
    const { payload } = await jwtVerify(token, keys, {
      typ: 'secevent+jwt',
      issuer: issuer.url,
      audience: AUDIENCES.services,
    });
    expect(payload['events']).toEqual({ 'urn:example': {} });
    expect(payload.exp).toBeUndefined();
    await nats.close();
    await Promise.all([issuer.stop(), server.stop()]);
  });
});
