import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpException,
  Module,
  NotFoundException,
  Post,
  Res,
  StandardSchemaValidationPipe,
  type INestApplication,
  type MiddlewareConsumer,
  type NestModule,
} from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { InsufficientScopeError } from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '@hallpass/verifier/testing';
import { Authenticated, AuthModule, ProblemDetailsFilter, Public } from '../index.js';

const SECRET = 'the-password-of-the-database';

/** A schema by the interface that libraries for validation have in common (Standard Schema). */
const named = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) =>
      typeof (value as { name?: unknown }).name === 'string' ? { value } : { issues: [{ message: 'no name' }] },
  },
};

@Controller()
@Public()
class FailingController {
  @Get('closed') @Authenticated('orders:read') closed() {
    return {};
  }
  @Get('scope') scope() {
    throw new InsufficientScopeError(['a', 'b'], 'any');
  }
  @Get('unforeseen') unforeseen() {
    throw new Error(SECRET);
  }
  @Get('not-an-error') notAnError() {
    throw SECRET;
  }
  @Get('absent') absent() {
    throw new NotFoundException('No such order.');
  }
  @Get('several') several() {
    throw new BadRequestException(['name must be a string', 'size must be a number']);
  }
  @Get('own') own() {
    throw new HttpException(
      { type: 'https://api.test/sold-out', title: 'Sold out', status: 409, detail: 'Wait.' },
      409,
    );
  }
  @Post('things') add(@Body({ schema: named }) body: object) {
    return body;
  }
  @Get('begun') begun(@Res() response: { raw?: NodeJS.WritableStream; write?: (text: string) => void }) {
    const stream = (response.raw ?? response) as NodeJS.WritableStream;
    stream.write('begun');
    throw new Error(SECRET);
  }
  @Get('middleware') middleware() {
    return {};
  }
}

describe.each([
  ['express', () => new ExpressAdapter()],
  ['fastify', () => new FastifyAdapter()],
])('on %s, the filter for problem details', (_, adapter) => {
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    const { keySource } = await LocalIssuer.create();
    const resourceMetadataUrl = 'https://api.test/metadata';
    const auth = { issuer: ISSUER, audience: AUDIENCE, keySource, clock: new TestClock(), resourceMetadataUrl };
    @Module({
      imports: [AuthModule.forRoot(auth)],
      controllers: [FailingController],
      providers: [{ provide: APP_FILTER, useClass: ProblemDetailsFilter }],
    })
    class Application implements NestModule {
      configure(consumer: MiddlewareConsumer): void {
        const fail = () => {
          throw new Error(SECRET);
        };
        consumer.apply(fail).forRoutes('middleware');
      }
    }
    app = await NestFactory.create(Application, adapter(), { logger: false });
    app.useGlobalPipes(new StandardSchemaValidationPipe());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  async function answer(path: string, init: RequestInit = {}) {
    const response = await fetch(`${url}/${path}`, init);
    const text = await response.text();
    expect(text).not.toContain(SECRET);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const body = JSON.parse(text) as Record<string, unknown>;
    expect(body).toMatchObject({ type: expect.any(String), title: expect.any(String), status: response.status });
    return { headers: response.headers, body };
  }
  const post = (body: string, type = 'application/json') => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });

  it('answers a refusal of the guard, with its challenge', async () => {
    const { headers, body } = await answer('closed');
    expect(body).toMatchObject({ status: 401, code: 'missing_token' });
    expect(headers.get('www-authenticate')).toBe('Bearer resource_metadata="https://api.test/metadata"');
  });

  it('answers a refusal of a handler, with its challenge', async () => {
    const { headers, body } = await answer('scope');
    expect(body).toMatchObject({ status: 403, code: 'insufficient_scope', detail: expect.stringContaining('a or b') });
    expect(headers.get('www-authenticate')).toContain('scope="a b", resource_metadata=');
  });

  it.each(['unforeseen', 'not-an-error', 'middleware'])('tells nothing of what was not foreseen: %s', async (path) => {
    expect((await answer(path)).body).toEqual({ type: 'about:blank', title: 'Internal Server Error', status: 500 });
  });

  it('answers a route that is not there', async () => {
    expect((await answer('nowhere')).body).toMatchObject({ title: 'Not Found', status: 404 });
  });

  it('answers an exception of the application with its text', async () => {
    const body = { type: 'about:blank', title: 'Not Found', status: 404, detail: 'No such order.' };
    expect((await answer('absent')).body).toEqual(body);
  });

  it('lists several messages, as pipes for validation have them', async () => {
    const errors = ['name must be a string', 'size must be a number'];
    expect((await answer('several')).body).toMatchObject({ title: 'Bad Request', status: 400, errors });
    const refused = await answer('things', post('{"name":1}'));
    expect(refused.body).toMatchObject({ status: 400, errors: [expect.stringContaining('no name')] });
  });

  it('leaves problem details of the application as they are', async () => {
    const body = { type: 'https://api.test/sold-out', title: 'Sold out', status: 409, detail: 'Wait.' };
    expect((await answer('own')).body).toEqual(body);
  });

  it('answers a body that can not be read', async () => {
    expect((await answer('things', post('{'))).body).toMatchObject({ status: 400 });
    expect((await answer('things', post(`{"name":"${'x'.repeat(2_000_000)}"}`))).body).toMatchObject({ status: 413 });
  });

  it('breaks off an answer that has begun', async () => {
    const begun = fetch(`${url}/begun`).then((response) => response.text());
    expect(await begun.catch(() => 'broken off')).not.toContain(SECRET);
  });
});
