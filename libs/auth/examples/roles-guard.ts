/**
 * An application with a guard of its own for roles, as Nest's chapter on authorization has it. It is compiled first, because of its
 * decorators; then: `node roles-guard.js https://issuer.example 3000`.
 *
 * `GET /orders` needs a token with one of two scopes, `DELETE /orders/:id` one of an administrator, `GET /health` none.
 */
import 'reflect-metadata';
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Injectable,
  Module,
  NotFoundException,
  Param,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  AnyScope,
  AuthModule,
  currentPrincipal,
  CurrentPrincipal,
  ProblemDetailsFilter,
  Public,
  type Principal,
} from '@hallpass/auth';

const [issuer = 'http://localhost:3001', port = '3000'] = process.argv.slice(2);

const Roles = (...roles: string[]) => SetMetadata('roles', roles);

/** Runs after the guard of the library, wherever it is declared: the principal is known. */
@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const required = this.reflector.getAllAndOverride<string[]>('roles', [context.getHandler(), context.getClass()]);
    return required === undefined || required.some((role) => currentPrincipal(context)?.roles.includes(role));
  }
}

@Controller()
class OrdersController {
  @Get('health') @Public() health() {
    return { status: 'ok' };
  }

  @Get('orders') @AnyScope('orders:read', 'orders:read:any') list(@CurrentPrincipal() principal: Principal) {
    return { ordersOf: principal.sub };
  }

  @Delete('orders/:id') @HttpCode(204) @Roles('admin') remove(@Param('id') id: string) {
    if (id !== '1') throw new NotFoundException(`There is no order "${id}".`);
  }
}

@Module({
  imports: [AuthModule.forRoot({ issuer, audience: 'urn:example:orders' })],
  controllers: [OrdersController],
  providers: [
    { provide: APP_GUARD, useClass: RolesGuard },
    { provide: APP_FILTER, useClass: ProblemDetailsFilter },
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, new FastifyAdapter()); // or without it, on Express
app.enableShutdownHooks();
await app.listen(Number(port));
console.log('at', await app.getUrl());
