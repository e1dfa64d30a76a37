import {
  Controller,
  Get,
  Injectable,
  Module,
  Scope,
  SetMetadata,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  type ModuleMetadata,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { GUARDS_METADATA } from '@nestjs/common/internal';
import { AUDIENCE, ISSUER, LocalIssuer, TestClock } from '@hallpass/verifier/testing';
import { Authenticated, AuthModule, currentPrincipal, Public } from '../index.js';
import { AccessTokenGuard } from './access-token.guard.js';

const Roles = (...roles: string[]) => SetMetadata('roles', roles);

/** As the chapter on authorization of Nest's documentation has it: it reads `request.user`, which another guard has set. */
@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const required = this.reflector.getAllAndOverride<string[]>('roles', [context.getHandler(), context.getClass()]);
    if (!required) return true;
    const { user } = context.switchToHttp().getRequest<{ user: { roles?: string[] } }>();
    return required.some((role) => user.roles?.includes(role));
  }
}

/** The same, by what this library offers for it. */
@Injectable()
class PrincipalGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const required = this.reflector.getAllAndOverride<string[]>('roles', [context.getHandler(), context.getClass()]);
    return required === undefined || required.some((role) => currentPrincipal(context)?.roles.includes(role));
  }
}

@Controller()
class StaffController {
  @Get('staff') @Roles('admin') staff() {
    return {};
  }
  @Get('scoped') @Authenticated('orders:read') @Roles('admin') scoped() {
    return {};
  }
  @Get('anyone') anyone() {
    return {};
  }
  @Get('open') @Public() open() {
    return {};
  }
}

interface Arrangement {
  readonly root?: Provider[];
  readonly before?: ModuleMetadata['imports'];
  readonly after?: ModuleMetadata['imports'];
  readonly global?: boolean;
}

const roles: Provider = { provide: APP_GUARD, useClass: RolesGuard };
@Module({ providers: [roles] })
class RolesModule {}
@Module({ imports: [RolesModule] })
class OuterModule {}

const ARRANGEMENTS: readonly (readonly [string, Arrangement])[] = [
  ['the root module', { root: [roles] }],
  ['the root module, for each request', { root: [{ ...roles, scope: Scope.REQUEST }] }],
  ['a module that is imported before AuthModule', { before: [RolesModule] }],
  ['a module that is imported after AuthModule', { after: [RolesModule] }],
  ['a module that another imports', { before: [OuterModule] }],
  ['useGlobalGuards()', { global: true }],
  ['the root module, by currentPrincipal()', { root: [{ provide: APP_GUARD, useClass: PrincipalGuard }] }],
];

describe.each([
  ['express', () => new ExpressAdapter()],
  ['fastify', () => new FastifyAdapter()],
])("on %s, the application's own guard", (_, adapter) => {
  let issuer: LocalIssuer;
  let app: INestApplication | undefined;
  beforeAll(async () => {
    issuer = await LocalIssuer.create();
  });
  afterEach(() => app?.close());

  async function start({ root = [], before = [], after = [], global = false }: Arrangement) {
    const auth = { issuer: ISSUER, audience: AUDIENCE, keySource: issuer.keySource, clock: new TestClock() };
    @Module({
      imports: [...before, AuthModule.forRoot(auth), ...after],
      controllers: [StaffController],
      providers: root,
    })
    class Application {}
    app = await NestFactory.create(Application, adapter(), { logger: false });
    if (global) app.useGlobalGuards(new RolesGuard(app.get(Reflector)));
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    return async (path: string, ...roleNames: string[]) => {
      const token = await issuer.mint({ claims: { roles: roleNames } });
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${url}/${path}`, roleNames.length === 0 ? {} : { headers })).status;
    };
  }

  it.each(ARRANGEMENTS)('sees the principal, declared in %s', async (_where, arrangement) => {
    const status = await start(arrangement);
    for (const path of ['staff', 'scoped']) {
      expect([await status(path), await status(path, 'customer'), await status(path, 'admin')]).toEqual([
        401, 403, 200,
      ]);
    }
    expect([await status('anyone'), await status('anyone', 'customer'), await status('open')]).toEqual([401, 200, 200]);
  });
});

describe("the application's own guard of a handler of messages", () => {
  @Controller()
  @UseGuards(RolesGuard)
  class GuardedHost {
    @MessagePattern('bare') bare() {
      return {};
    }
  }
  @Controller()
  class GuardedHandlers {
    @MessagePattern('above') @UseGuards(RolesGuard) @Authenticated() above() {
      return {};
    }
    @MessagePattern('below') @Authenticated() @UseGuards(RolesGuard) below() {
      return {};
    }
    @MessagePattern('bare') @UseGuards(RolesGuard) bare() {
      return {};
    }
  }
  @Controller()
  @UseGuards(RolesGuard)
  @Authenticated()
  class DecoratedHost {
    @MessagePattern('bare') bare() {
      return {};
    }
  }

  it('runs after that of the library, wherever it is bound', async () => {
    const { keySource } = await LocalIssuer.create();
    const auth = AuthModule.forRoot({ issuer: ISSUER, audience: AUDIENCE, keySource });
    const controllers = [GuardedHost, GuardedHandlers, DecoratedHost];
    @Module({ imports: [auth], controllers })
    class Application {}
    // Nest runs the guards of the class before those of the method.
    const guardsOf = (host: { prototype: object }, name: string): unknown[] => [
      ...((Reflect.getMetadata(GUARDS_METADATA, host) ?? []) as unknown[]),
      ...((Reflect.getMetadata(GUARDS_METADATA, Reflect.get(host.prototype, name) as object) ?? []) as unknown[]),
    ];
    for (const times of [1, 2]) {
      await (await NestFactory.create(Application, new FastifyAdapter(), { logger: false })).close();
      const all = [
        guardsOf(GuardedHost, 'bare'),
        ...['above', 'below', 'bare'].map((name) => guardsOf(GuardedHandlers, name)),
        guardsOf(DecoratedHost, 'bare'),
      ];
      expect([times, all.map(([first]) => first)]).toEqual([times, all.map(() => AccessTokenGuard)]);
      for (const guards of all) expect(guards).toEqual([AccessTokenGuard, RolesGuard]);
    }
  });
});
