import { Controller, Get, Injectable, Module, Scope, type INestApplication } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, type MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Authenticated, AuthModule, CurrentPrincipal, Public, type AuthOptions, type Principal } from '../src/index.js';

const subOf = (principal?: Principal) => ({ sub: principal?.sub ?? null });

/** What got through to a handler of events, which answer nothing. */
export const received: (string | undefined)[] = [];

@Controller()
class MessageController {
  @Get('bare') @MessagePattern('both') both(@CurrentPrincipal() principal: Principal) {
    return subOf(principal);
  }
  @MessagePattern('bare') bare(@CurrentPrincipal() principal: Principal) {
    return subOf(principal);
  }
  @MessagePattern('scoped') @Authenticated('orders:admin') scoped(@CurrentPrincipal() principal: Principal) {
    return subOf(principal);
  }
  @MessagePattern('open') @Public() open(@CurrentPrincipal() principal?: Principal) {
    return subOf(principal);
  }
  @EventPattern('event') @Authenticated('orders:read') event(@CurrentPrincipal() principal: Principal) {
    received.push(principal?.sub);
  }
}

@WebSocketGateway()
class MessageGateway {
  @SubscribeMessage('bare') bare(@CurrentPrincipal() principal: Principal) {
    return { event: 'bare', data: subOf(principal) };
  }
  @SubscribeMessage('scoped') @Authenticated('orders:admin') scoped(@CurrentPrincipal() principal: Principal) {
    return { event: 'scoped', data: subOf(principal) };
  }
  @SubscribeMessage('open') @Public() open(@CurrentPrincipal() principal?: Principal) {
    return { event: 'open', data: subOf(principal) };
  }
}

@Controller({ scope: Scope.REQUEST })
class RequestScopedController {
  @MessagePattern('request-scoped') bare(@CurrentPrincipal() principal: Principal) {
    return subOf(principal);
  }
}

/** Beside the other gateway, on its address. */
@WebSocketGateway()
class SecondGateway {
  @SubscribeMessage('second') second(@CurrentPrincipal() principal: Principal) {
    return { event: 'second', data: subOf(principal) };
  }
}

@WebSocketGateway({ path: '/elsewhere' })
class GatewayElsewhere {
  @SubscribeMessage('bare') bare(@CurrentPrincipal() principal: Principal) {
    return { event: 'elsewhere', data: subOf(principal) };
  }
}

@Injectable({ scope: Scope.REQUEST })
@WebSocketGateway()
class RequestScopedGateway {
  @SubscribeMessage('request-scoped') bare(@CurrentPrincipal() principal: Principal) {
    return { event: 'request-scoped', data: subOf(principal) };
  }
}

@Controller()
class LazyController {
  @MessagePattern('lazy') lazy(@CurrentPrincipal() principal: Principal) {
    return subOf(principal);
  }
}

@WebSocketGateway()
class LazyGateway {
  @SubscribeMessage('lazy') lazy(@CurrentPrincipal() principal: Principal) {
    return { event: 'lazy', data: subOf(principal) };
  }
}

/** Loaded once the application has been created, and before it listens. */
@Module({ controllers: [LazyController], providers: [LazyGateway] })
class LazyModule {}

/** Handlers of messages, in an application that listens for HTTP, WebSockets, and whatever is connected to it. */
export async function createMessageApp(options: AuthOptions): Promise<INestApplication> {
  @Module({
    imports: [AuthModule.forRoot(options)],
    controllers: [MessageController, RequestScopedController],
    providers: [MessageGateway, SecondGateway, GatewayElsewhere, RequestScopedGateway],
  })
  class MessageModule {}
  const app = await NestFactory.create(MessageModule, new FastifyAdapter(), { logger: false });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.get(LazyModuleLoader).load(() => LazyModule);
  return app;
}

export async function startHybrid(
  options: AuthOptions,
  microservice: MicroserviceOptions,
  inheritAppConfig = false,
): Promise<INestApplication> {
  const app = await createMessageApp(options);
  app.connectMicroservice(microservice, { inheritAppConfig });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return app;
}
