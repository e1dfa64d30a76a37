import { InsufficientScopeError, RevocationStateStaleError } from '@hallpass/verifier';
import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '@hallpass/verifier/testing';
import {
  Catch,
  Controller,
  Get,
  Module,
  type ArgumentsHost,
  type ExceptionFilter,
  type INestApplication,
  type MiddlewareConsumer,
  type ModuleMetadata,
  type NestModule,
} from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AuthException, AuthModule, Public } from '../index.js';

interface Reply {
  status(status: number): { send(body: object): unknown };
}

@Catch()
class EverythingFilter implements ExceptionFilter {
  catch(_: unknown, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Reply>().status(418).send({ by: 'the application' });
  }
}

@Controller()
@Public()
class RefusingController {
  @Get('scope') @Public() scope(): void {
    throw new InsufficientScopeError(['orders:read:any']);
  }
  @Get('wrapped') @Public() wrapped(): void {
    throw new AuthException(new InsufficientScopeError(['orders:read:any']));
  }
  @Get('stale') @Public() stale(): void {
    throw new RevocationStateStaleError();
  }
  @Get('middleware') @Public() middleware(): void {}
}

describe.each([
  ['express', () => new ExpressAdapter()],
  ['fastify', () => new FastifyAdapter()],
])('a refusal that a handler throws on %s', (_, adapter) => {
  let app: INestApplication | undefined;
  afterEach(() => app?.close());

  async function answer(path: string, providers: ModuleMetadata['providers'] = [], filters: ExceptionFilter[] = []) {
    const { keySource } = await LocalIssuer.create();
    const resourceMetadataUrl = 'https://api.test/metadata';
    const auth = { issuer: ISSUER, audience: AUDIENCE, keySource, clock: new TestClock(), resourceMetadataUrl };
    @Module({ imports: [AuthModule.forRoot(auth)], controllers: [RefusingController], providers: [...providers] })
    class Application implements NestModule {
      configure(consumer: MiddlewareConsumer): void {
        const refuse = () => {
          throw new InsufficientScopeError(['orders:read:any']);
        };
        consumer.apply(refuse).forRoutes('middleware');
      }
    }
    app = await NestFactory.create(Application, adapter(), { logger: false });
    app.useGlobalFilters(...filters);
    await app.listen(0, '127.0.0.1');
    const response = await fetch(`${await app.getUrl()}/${path}`);
    const { status, headers } = response;
    return { status, headers, body: (await response.json()) as Record<string, unknown> };
  }

  it.each(['scope', 'wrapped', 'middleware'])('is answered by its problem and challenge: %s', async (path) => {
    const { status, headers, body } = await answer(path);
    expect(body).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(status).toBe(403);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('www-authenticate')).toMatch(/scope="orders:read:any", resource_metadata="https:/);
  });

  it('says when to come back, where it is not the fault of the request', async () => {
    const { status, headers, body } = await answer('stale');
    expect([status, headers.get('retry-after'), body['code']]).toEqual([503, '1', 'revocation_state_stale']);
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  it("is left to a filter of the application's own", async () => {
    const byApplication = { status: 418, body: { by: 'the application' } };
    expect(await answer('scope', [{ provide: APP_FILTER, useClass: EverythingFilter }])).toMatchObject(byApplication);
    await app?.close();
    expect(await answer('scope', [], [new EverythingFilter()])).toMatchObject(byApplication);
  });
});
