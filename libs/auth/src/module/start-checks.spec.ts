import { Controller, Get, Injectable, Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AUDIENCE, ISSUER, LocalIssuer } from '@hallpass/verifier/testing';
import { Authenticated, AuthModule, Public } from '../index.js';

describe('an application', () => {
  let issuer: LocalIssuer;
  beforeAll(async () => {
    issuer = await LocalIssuer.create();
  });
  const auth = () => AuthModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, keySource: issuer.keySource });
  const create = (imports: (DynamicModule | Type)[], classes: { controllers?: Type[]; providers?: Type[] } = {}) => {
    @Module({ imports, ...classes })
    class RootModule {}
    return NestFactory.create(RootModule, new FastifyAdapter(), { logger: false, abortOnError: false });
  };
  const url = async (app: Awaited<ReturnType<typeof create>>) => {
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  };

  it('with AuthModule.forRoot() twice does not start', async () => {
    @Module({ imports: [auth()] })
    class FeatureModule {}
    await expect(create([auth(), FeatureModule])).rejects.toThrow('AuthModule.forRoot() is there twice');
  });

  it('may import the one module in several places', async () => {
    const once = auth();
    @Module({ imports: [once] })
    class FeatureModule {}
    await (await create([once, FeatureModule])).close();
  });

  it('without AuthModule does not start with a decorator that nothing would hold', async () => {
    @Controller()
    class UnguardedController {
      @Get() @Authenticated('orders:read') get() {
        return {};
      }
    }
    await expect(create([], { controllers: [UnguardedController] })).rejects.toThrow('AccessTokenGuard');
  });

  it('does not start with a decorator on a field resolver that no guard runs for', async () => {
    @Injectable()
    class OrderResolver {
      @Authenticated('orders:read') customer() {
        return {};
      }
    }
    Reflect.defineMetadata('graphql:resolve_property', true, OrderResolver.prototype.customer);
    const app = await create([auth()], { providers: [OrderResolver] });
    await expect(app.init()).rejects.toThrow('OrderResolver.customer asks for a token, and no guard runs');
    await app.close();
  });

  it('opens no subclass of a public controller, and keeps the scopes that a base class asks for', async () => {
    @Public()
    class PublicBase {
      @Get('inherited') inherited() {
        return {};
      }
      overridden(): object {
        return {};
      }
      @Get('open') @Public() open() {
        return {};
      }
    }
    @Controller('sub')
    class SubController extends PublicBase {
      @Get('overridden') override overridden() {
        return {};
      }
    }
    @Controller('again')
    @Public()
    class AgainController extends PublicBase {}
    @Authenticated('orders:admin')
    class AdminBase {}
    @Controller('admin')
    class AdminController extends AdminBase {
      @Get('') get() {
        return {};
      }
    }
    const app = await create([auth()], { controllers: [SubController, AgainController, AdminController] });
    const base = await url(app);
    const headers = { authorization: `Bearer ${await issuer.mint({ claims: { iat: now(), exp: now() + 60 } })}` };
    const statuses = (path: string) =>
      Promise.all([{}, headers].map(async (sent) => (await fetch(base + path, { headers: sent })).status));
    expect(await statuses('/sub/inherited')).toEqual([401, 200]);
    expect(await statuses('/sub/overridden')).toEqual([401, 200]);
    expect(await statuses('/sub/open')).toEqual([200, 200]);
    expect(await statuses('/again/inherited')).toEqual([200, 200]);
    expect(await statuses('/admin')).toEqual([401, 403]);
    await app.close();
  });
});

function now(): number {
  return Math.floor(Date.now() / 1000);
}
