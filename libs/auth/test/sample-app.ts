import { Controller, Get, Module, type INestApplication, type Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { AnyScope, Authenticated, AuthModule, CurrentPrincipal, Public } from '../src/index.js';
import type { RevocationFeed, RevocationSink } from '@hallpass/verifier';
import type { AuthOptions, Principal } from '../src/index.js';

const answer = (principal: Principal) => ({ sub: principal.sub, jti: principal.jti });

@Controller()
export class SampleController {
  @Get('open') @Public() open(@CurrentPrincipal() principal?: Principal) {
    return { sub: principal?.sub ?? null };
  }
  @Get('bare') bare(@CurrentPrincipal() principal: Principal) {
    return answer(principal);
  }
  @Get('read') @Authenticated('orders:read') read(@CurrentPrincipal() principal: Principal) {
    return answer(principal);
  }
  @Get('both') @Authenticated('orders:read', 'orders:admin') both(@CurrentPrincipal() principal: Principal) {
    return answer(principal);
  }
  @Get('either') @AnyScope('orders:admin', 'orders:read') either(@CurrentPrincipal() principal: Principal) {
    return answer(principal);
  }
  @Get('neither') @AnyScope('orders:admin', 'users:admin') neither(@CurrentPrincipal() principal: Principal) {
    return answer(principal);
  }
}

@Controller('public')
@Public()
export class PublicController {
  @Get('open') open() {
    return {};
  }
  @Get('closed') @Authenticated() closed(@CurrentPrincipal() principal: Principal) {
    return answer(principal);
  }
}

/** A feed that a test drives by hand. */
export class ManualFeed implements RevocationFeed {
  sink: RevocationSink | undefined;
  stopped = false;
  /** By the monotonic clock. */
  heardAt = -Infinity;
  async start(sink: RevocationSink): Promise<void> {
    this.sink = sink;
  }
  async stop(): Promise<void> {
    this.stopped = true;
  }
  lastHeardAt = (): number => this.heardAt;
}

export type Framework = 'express' | 'fastify';
export interface SampleApp {
  url: string;
  app: INestApplication;
  get: <T>(token: Type<T>) => T;
}

/** A plain Nest application with the library in it, listening. */
export async function startSample(framework: Framework, options: AuthOptions, async = false): Promise<SampleApp> {
  const auth = async
    ? AuthModule.forRootAsync({ useFactory: () => Promise.resolve(options) })
    : AuthModule.forRoot(options);
  @Module({ imports: [auth], controllers: [SampleController, PublicController] })
  class SampleModule {}
  const adapter = framework === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(SampleModule, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), app, get: (token) => app.get(token) };
}
