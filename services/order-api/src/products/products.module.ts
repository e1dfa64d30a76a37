import { Module } from '@nestjs/common';
import { ProductRepository } from './data/product.repository.js';
import { ProductsController } from './http/products.controller.js';
import { ListProducts } from './use-cases/list-products.js';

@Module({
  controllers: [ProductsController],
  providers: [ProductRepository, ListProducts],
  exports: [ProductRepository],
})
export class ProductsModule {}
