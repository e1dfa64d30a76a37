import type { AddressInfo } from 'node:net';
import { defineProblem } from '@hallpass/contracts';
import { Public } from '@hallpass/auth';
import type { ReadinessIndicator } from '@hallpass/ports';
import { Body, Controller, Get, Header, HttpException, Ip, Module, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { currentTraceparent } from '@hallpass/ports';
import {
  ApiRoute,
  createApp,
  HealthModule,
  jsonDocument,
  pageQuery,
  sendDocument,
  serviceConfig,
} from '../src/index.js';

export const SECRET = 'the-password-of-the-database';
export const indicators: ReadinessIndicator[] = [];
const tooManyThings = defineProblem({
  code: 'too_many_things',
  status: 422,
  title: 'Too many things',
  detail: 'Send fewer.',
});
const thing = z.strictObject({
  name: z.string().min(1),
  size: z.int().positive(),
  tags: z.array(z.string()).optional(),
});

@Controller()
class ThingsController {
  @Post('v1/things')
  @ApiBearerAuth('bearer')
  add(@Body({ schema: thing }) body: z.infer<typeof thing>) {
    return body;
  }

  @Get('v1/things')
  list(@Query({ schema: pageQuery }) query: unknown) {
    return query;
  }

  @Get('v1/things/:id')
  find(@Param('id', { schema: z.uuid() }) id: string) {
    return { id };
  }

  @Get('v1/too-many')
  refuse() {
    throw tooManyThings({ privateDetail: SECRET, headers: { 'retry-after': '7' }, extensions: { most: 3 } });
  }

  @Get('v1/unforeseen')
  fail() {
    throw new Error(SECRET, { cause: new Error('connection lost') });
  }

  @Get('v1/conflict')
  conflict() {
    throw new HttpException('a plain exception', 409);
  }

  @Get('v1/library')
  library(@Res({ passthrough: true }) reply: FastifyReply) {
    void reply.header('www-authenticate', 'Bearer error="invalid_token"');
    throw new HttpException({ type: 'about:blank', code: 'invalid_token', title: 'No', detail: 'Get another.' }, 401);
  }

  @Get('.well-known/things')
  published(@Res({ passthrough: true }) reply: FastifyReply) {
    return sendDocument(reply, jsonDocument({ things: [] }, 300));
  }

  @Get('keys')
  @Header('cache-control', 'public, max-age=300')
  keys() {
    return { keys: [] };
  }

  @Get('v1/client')
  client(@Ip() ip: string) {
    return { ip };
  }

  @Post('v1/trace')
  async trace() {
    await new Promise((resolve) => setImmediate(resolve));
    return { traceparent: currentTraceparent() };
  }

  @Post('oauth/token')
  token(@Body({ schema: z.object({ grant_type: z.string() }) }) body: unknown) {
    return body;
  }

  @Get('v1/stream')
  stream(@Res() reply: FastifyReply) {
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('data: 1\n\n');
    throw new Error('the stream breaks');
  }
}

@Controller()
class GuardedController {
  @Get('v1/open')
  @Public()
  @ApiRoute('An open route', tooManyThings)
  open() {
    return {};
  }
}

@Controller()
@Public()
class OpenBase {}

/** What its base opens, it does not. */
@Controller()
class InheritingController extends OpenBase {
  @Get('v1/inherited')
  inherited() {
    return {};
  }
}

@Module({
  imports: [HealthModule.forRoot({ useFactory: () => indicators })],
  controllers: [ThingsController, GuardedController, InheritingController],
})
class ExampleModule {}

export interface Example {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly port: number;
}

/** A service of one controller that listens on a free port. */
export async function startExample(environment: Record<string, string> = {}): Promise<Example> {
  const config = serviceConfig.parse({
    NODE_ENV: 'test',
    PORT: '0',
    PUBLIC_URL: 'https://things.example.com',
    ISSUER: 'https://issuer.example.com',
    DATABASE_URL: 'postgresql://u:p@127.0.0.1/none',
    NATS_URL: 'nats://127.0.0.1:4222',
    LOG_LEVEL: 'silent',
    KEY_ENCRYPTION_KEYS_FILE: '/none',
    ...environment,
  });
  const app = await createApp(ExampleModule, { name: 'things', title: 'Things', config, version: '1.2.3' });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, port, url: `http://127.0.0.1:${port}` };
}
