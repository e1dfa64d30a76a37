/** The installation of an application with every transport that the library's README names and a test can have. */
export const INSTALL = [
  'npm install @hallpass/auth @hallpass/verifier @nestjs/common @nestjs/core @nestjs/platform-fastify @nestjs/platform-express @nestjs/swagger',
  'reflect-metadata rxjs @nats-io/transport-node @nats-io/jetstream @nestjs/microservices @nestjs/websockets @nestjs/platform-ws',
  '@nestjs/platform-socket.io socket.io-client @grpc/grpc-js @grpc/proto-loader',
  '@nestjs/graphql @nestjs/apollo @apollo/server @as-integrations/express5 @nestjs/mercurius mercurius graphql',
  'typescript@~6.0.3 @types/node@^24',
].join(' ');

const auth = (issuer: string, servers: string, audience: string): string => `
import { AuthModule } from '@hallpass/auth';
import { natsRevocationFeed } from '@hallpass/verifier/nats';

export const auth = () =>
  AuthModule.forRoot({
    issuer: '${issuer}',
    audience: '${audience}',
    revocation: { feed: natsRevocationFeed({ servers: '${servers}', name: 'outside' }), staleAfterMs: 30_000 },
  });
`;

const resolver = `
import { Field, ObjectType, Query, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Authenticated, CurrentPrincipal, Public, type Principal } from '@hallpass/auth';

@ObjectType()
class User {
  @Field() sub!: string;
}
@ObjectType()
export class Order {
  @Field() id!: string;
  user!: User;
}

@Resolver(() => Order)
export class OrderResolver {
  @Query(() => Order) @Authenticated('orders:read') order() {
    return { id: '1', user: { sub: 'mallory' } };
  }
  @Query(() => Order) @Public() open() {
    return { id: '1', user: { sub: 'mallory' } };
  }
  @Query(() => String) bare(@CurrentPrincipal() principal: Principal) {
    return principal.sub;
  }
  @ResolveField(() => String) caller(@Parent() _order: Order, @CurrentPrincipal() principal?: Principal) {
    return principal?.sub ?? 'nobody';
  }
}
`;

const apollo = `
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { auth } from './auth.js';
import { OrderResolver } from './order.resolver.js';

@Module({
  imports: [auth(), GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, graphiql: false })],
  providers: [OrderResolver],
})
class AppModule {}

const app = await NestFactory.create(AppModule);
await app.listen(0, '127.0.0.1');
console.log('at', await app.getUrl());
`;

const mercurius = apollo
  .replace(
    "import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';",
    "import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';\nimport { FastifyAdapter } from '@nestjs/platform-fastify';",
  )
  .replaceAll('ApolloDriver', 'MercuriusDriver')
  .replace(', graphiql: false', '')
  .replace('create(AppModule)', 'create(AppModule, new FastifyAdapter())');

const hybrid = (servers: string): string => `
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Transport } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { auth } from './auth.js';

@Controller()
class OrdersController {
  @MessagePattern('outside.order') @Authenticated('orders:read') order(@CurrentPrincipal() principal: Principal) {
    return principal.sub;
  }
}

@WebSocketGateway()
class OrdersGateway {
  @SubscribeMessage('order') order(@CurrentPrincipal() principal: Principal) {
    return { event: 'order', data: principal.sub };
  }
}

@Module({ imports: [auth()], controllers: [OrdersController], providers: [OrdersGateway] })
class AppModule {}

const app = await NestFactory.create(AppModule);
app.useWebSocketAdapter(new WsAdapter(app));
app.connectMicroservice({ transport: Transport.NATS, options: { servers: ['${servers}'] } });
await app.startAllMicroservices();
await app.listen(0, '127.0.0.1');
console.log('at', await app.getUrl());
`;

export const PROTO = 'orders.proto';
const proto = `
syntax = "proto3";
package outside;
service Orders {
  rpc Order (Asked) returns (Answer);
  rpc Watch (Asked) returns (stream Answer);
  rpc Chat (stream Asked) returns (stream Answer);
  rpc Raw (stream Asked) returns (stream Answer);
}
message User { string sub = 1; }
message Asked { User user = 1; }
message Answer { string sub = 1; }
`;

/** Listens for gRPC at the address that it is started with. */
const remote = `
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, GrpcStreamCall, GrpcStreamMethod, Transport } from '@nestjs/microservices';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { map, NEVER, startWith, type Observable } from 'rxjs';
import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { auth } from './auth.js';

const subOf = ({ sub }: Principal) => ({ sub });

@Controller()
class OrdersController {
  @GrpcMethod('Orders', 'Order') @Authenticated('orders:read') order(@CurrentPrincipal() principal: Principal) {
    return subOf(principal);
  }
  @GrpcMethod('Orders', 'Watch') watch(@CurrentPrincipal() principal: Principal) {
    return NEVER.pipe(startWith(subOf(principal)));
  }
  @GrpcStreamMethod('Orders', 'Chat') chat(asked: Observable<unknown>, metadata: unknown, call: unknown) {
    return asked.pipe(map(() => ({ sub: 'in' })));
  }
  @GrpcStreamCall('Orders', 'Raw') raw(call: { on(event: 'data', listener: () => void): void; write(answer: unknown): void }) {
    call.on('data', () => call.write({ sub: 'in' }));
  }
}

@WebSocketGateway()
class OrdersGateway {
  @SubscribeMessage('order') order(@CurrentPrincipal() principal: Principal) {
    return { event: 'order', data: principal.sub };
  }
}

@Module({ imports: [auth()], controllers: [OrdersController], providers: [OrdersGateway] })
class AppModule {}

const app = await NestFactory.create(AppModule);
app.connectMicroservice({
  transport: Transport.GRPC,
  options: { package: 'outside', protoPath: '${PROTO}', url: process.argv[2] },
});
await app.startAllMicroservices();
await app.listen(0, '127.0.0.1');
console.log('at', await app.getUrl());
`;

/** The files of the applications, for an issuer, a broker and an audience. */
export function sources(issuer: string, servers: string, audience: string): Record<string, string> {
  return {
    'src/auth.ts': auth(issuer, servers, audience),
    'src/order.resolver.ts': resolver,
    'src/apollo.ts': apollo,
    'src/mercurius.ts': mercurius,
    'src/hybrid.ts': hybrid(servers),
    'src/remote.ts': remote,
    [PROTO]: proto,
  };
}
