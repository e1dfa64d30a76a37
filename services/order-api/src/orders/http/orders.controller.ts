import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, ForAccounts, invalidCursor } from '@hallpass/platform';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { idempotencyKey } from '../domain/idempotency.js';
import {
  duplicateProduct,
  idempotencyKeyRequired,
  idempotencyKeyReused,
  invalidIdempotencyKey,
  invalidLineCount,
  invalidQuantity,
  mixedCurrencies,
  orderNotCancellable,
  orderNotFound,
  tooManyOrders,
  totalTooLarge,
  unknownProduct,
} from '../domain/orders.problems.js';
import type { Reader } from '../domain/reader.js';
import { CancelOrder } from '../use-cases/cancel-order.js';
import { FindOrder } from '../use-cases/find-order.js';
import { ListOrders } from '../use-cases/list-orders.js';
import { PlaceOrder } from '../use-cases/place-order.js';
import * as schemas from './order.schemas.js';
import { ScopeChallenge } from './scope-challenge.js';

const orderId = { schema: z.uuid() };

@ApiTags('orders')
@Controller('v1/orders')
export class OrdersController {
  constructor(
    private readonly placeOrder: PlaceOrder,
    private readonly listOrders: ListOrders,
    private readonly findOrder: FindOrder,
    private readonly cancelOrder: CancelOrder,
  ) {}

  @Post()
  @ForAccounts()
  @Authenticated('orders:write')
  @ApiRoute(
    'Place an order; with the same Idempotency-Key and body, get the same answer again',
    idempotencyKeyRequired,
    invalidIdempotencyKey,
    idempotencyKeyReused,
    invalidLineCount,
    invalidQuantity,
    duplicateProduct,
    unknownProduct,
    mixedCurrencies,
    totalTooLarge,
    tooManyOrders,
  )
  @ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: '1 to 255 printable characters, one for each order',
    example: 'my-first-order',
  })
  @ApiResponse({ status: 201, standardSchema: schemas.orderAnswer })
  async place(
    @CurrentPrincipal() { sub }: Principal,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: schemas.placeOrderBody }) { lines }: schemas.PlaceOrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { order, replayed } = await this.placeOrder.execute({ sub, idempotencyKey: idempotencyKey(key), lines });
    void reply.header('Location', `/v1/orders/${order.id}`);
    if (replayed) void reply.header('Idempotency-Replayed', 'true');
    return schemas.toAnswer(order);
  }

  @Get()
  @Authenticated('orders:read')
  @UseInterceptors(ScopeChallenge)
  @ApiRoute('List orders, newest first: your own, or others’ with `orders:read:any`', invalidCursor)
  @ApiResponse({ status: 200, standardSchema: schemas.orderPageAnswer })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: schemas.listOrdersQuery }) { all, ...query }: schemas.ListOrdersQuery,
  ) {
    return schemas.toPageAnswer(
      await this.listOrders.execute({ ...query, all: all === 'true', reader: reader(principal) }),
    );
  }

  @Get(':id')
  @Authenticated('orders:read')
  @ApiRoute('Read an order', orderNotFound)
  @ApiResponse({ status: 200, standardSchema: schemas.orderAnswer })
  async get(@CurrentPrincipal() principal: Principal, @Param('id', orderId) id: string) {
    return schemas.toAnswer(await this.findOrder.execute(id, reader(principal)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ForAccounts()
  @Authenticated('orders:write')
  @ApiRoute('Cancel an own order', orderNotFound, orderNotCancellable, tooManyOrders)
  @ApiResponse({ status: 200, standardSchema: schemas.orderAnswer })
  async cancel(@CurrentPrincipal() { sub }: Principal, @Param('id', orderId) id: string) {
    return schemas.toAnswer(await this.cancelOrder.execute({ id, sub }));
  }
}

function reader({ sub, clientId, scopes }: Principal): Reader {
  return { sub, clientId, readsAny: scopes.has('orders:read:any') };
}
