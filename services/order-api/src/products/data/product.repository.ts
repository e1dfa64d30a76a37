import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../database/database.js';
import type { Product as ProductRow } from '../../generated/prisma/client.js';
import type { Product } from '../domain/product.js';

/** Where a page of products ended. */
export interface ProductPosition {
  readonly name: string;
  readonly id: string;
}

@Injectable()
export class ProductRepository {
  constructor(private readonly database: Database) {}

  /** At most `take` products after a position, by name. */
  async page(take: number, after?: ProductPosition): Promise<Product[]> {
    const rows = await this.database.product.findMany({
      ...(after && { where: { OR: [{ name: { gt: after.name } }, { name: after.name, id: { gt: after.id } }] } }),
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take,
    });
    return rows.map(toProduct);
  }

  /** Those of the products that exist, in no order. */
  async findMany(tx: Transaction, ids: string[]): Promise<Product[]> {
    return (await tx.product.findMany({ where: { id: { in: ids } } })).map(toProduct);
  }
}

function toProduct({ id, name, description, unitPriceAmount, currency }: ProductRow): Product {
  return { id, name, description, unitPrice: { amount: Number(unitPriceAmount), currency } };
}
