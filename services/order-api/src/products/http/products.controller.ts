import { Authenticated } from '@hallpass/auth';
import { moneySchema } from '@hallpass/contracts';
import { ApiRoute, invalidCursor, pageOf, pageQuery, type PageQuery } from '@hallpass/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ListProducts } from '../use-cases/list-products.js';

const productPage = pageOf(
  z.object({ id: z.uuid(), name: z.string(), description: z.string(), unitPrice: moneySchema }),
);

@ApiTags('products')
@Controller('v1/products')
export class ProductsController {
  constructor(private readonly listProducts: ListProducts) {}

  @Get()
  @Authenticated('orders:read')
  @ApiRoute('List what can be ordered, by name', invalidCursor)
  @ApiResponse({ status: 200, standardSchema: productPage })
  async list(@Query({ schema: pageQuery }) query: PageQuery) {
    return this.listProducts.execute(query);
  }
}
