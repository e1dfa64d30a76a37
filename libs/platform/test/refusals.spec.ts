import { AuthModule } from '@hallpass/auth';
import { AUDIENCE, ISSUER, LocalIssuer, NOW, TestClock } from '@hallpass/verifier/testing';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '../src/logging/create-logger.js';
import { logRequests } from '../src/logging/log-requests.js';
import { serviceRoot } from '../src/startup/service-root.js';

@Controller()
class ThingsController {
  @Get('v1/things') list() {
    return [];
  }
}

describe('a token that a service refuses', () => {
  let issuer: LocalIssuer;
  let app: NestFastifyApplication;
  let url: string;
  const lines: Record<string, unknown>[] = [];

  beforeAll(async () => {
    issuer = await LocalIssuer.create();
    const clock = new TestClock();
    const auth = AuthModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, keySource: issuer.keySource, clock });
    @Module({ imports: [auth], controllers: [ThingsController] })
    class ThingsModule {}
    const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    const logger = createLogger({ name: 'things', level: 'debug' }, { write });
    const adapter = new FastifyAdapter();
    logRequests(adapter.getInstance<FastifyInstance>(), logger);
    app = await NestFactory.create<NestFastifyApplication>(serviceRoot(ThingsModule, logger, clock), adapter, {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  async function refuse(claims: Record<string, unknown>) {
    lines.length = 0;
    const headers = { authorization: `Bearer ${await issuer.mint({ claims })}` };
    const response = await fetch(`${url}/v1/things`, { headers });
    expect(response.status).toBe(401);
    const answered = JSON.stringify([...response.headers]) + (await response.text());
    const line = (msg: string) => lines.find((logged) => logged['msg'] === msg);
    return { answered, refused: line('refused'), request: line('request') };
  }

  it('has its reason in the log, with how far its time is ahead of the clock here, and not in the answer', async () => {
    const { answered, refused, request } = await refuse({ iat: NOW + 90.00004, exp: NOW + 390 });
    expect(refused).toMatchObject({ level: 'debug', code: 'invalid_token', reason: 'not_yet_valid', aheadSeconds: 90 });
    expect(request).toMatchObject({ level: 'info', status: 401, reason: 'not_yet_valid', aheadSeconds: 90 });
    expect(answered).not.toMatch(/not_yet_valid|reason|90/);
  });

  it('has its reason in the metrics, beside the difference of the clocks', async () => {
    const { request } = await refuse({ aud: 'urn:test:other' });
    expect(request).toMatchObject({ reason: 'audience' });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('hallpass_refusals_total{reason="not_yet_valid"} 1');
    expect(metrics).toContain('hallpass_refusals_total{reason="audience"} 1');
    expect(metrics).toContain('hallpass_refusals_total{reason="session_revoked"} 0');
    expect(metrics).toContain('hallpass_verifier_clock_skew_seconds 90');
  });
});
