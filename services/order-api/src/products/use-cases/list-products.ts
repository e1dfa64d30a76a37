import { decodeCursor, encodeCursor, type Page, type PageQuery } from '@hallpass/platform';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ProductRepository } from '../data/product.repository.js';
import type { Product } from '../domain/product.js';

// A text in PostgreSQL holds no NUL.
const position = z.strictObject({ name: z.string().regex(/^[^\0]+$/), id: z.uuid() });

/** A page of the catalogue, by name. */
@Injectable()
export class ListProducts {
  constructor(private readonly products: ProductRepository) {}

  async execute({ limit, cursor }: PageQuery): Promise<Page<Product>> {
    const after = decodeCursor(cursor, position);
    const found = await this.products.page(limit + 1, after);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit && last !== undefined;
    return { items, nextCursor: more ? encodeCursor({ name: last.name, id: last.id }) : null };
  }
}
