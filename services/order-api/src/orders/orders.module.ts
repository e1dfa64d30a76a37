import { Module } from '@nestjs/common';
import { OutboxModule } from '../outbox/outbox.module.js';
import { ProductsModule } from '../products/products.module.js';
import { IdempotencyKeyRepository } from './data/idempotency-key.repository.js';
import { OrderRepository } from './data/order.repository.js';
import { OrdersController } from './http/orders.controller.js';
import { OrderTurns } from './order-turns.js';
import { CancelOrder } from './use-cases/cancel-order.js';
import { FindOrder } from './use-cases/find-order.js';
import { ListOrders } from './use-cases/list-orders.js';
import { PlaceOrder } from './use-cases/place-order.js';

@Module({
  imports: [OutboxModule, ProductsModule],
  controllers: [OrdersController],
  providers: [OrderRepository, IdempotencyKeyRepository, OrderTurns, PlaceOrder, ListOrders, FindOrder, CancelOrder],
})
export class OrdersModule {}
