import { migrationFolder } from './migration-folder.ts';
import { schemaDifference } from './schema-difference.ts';

const schema = (fields: string) => `
  datasource db {
    provider = "postgresql"
  }
  model Product {
    id String @id @db.Uuid
    ${fields}
    @@map("products")
  }`;

describe('a migration', () => {
  it('holds the SQL for what a schema has and an older one lacks', async () => {
    const sql = await schemaDifference(schema(''), schema('weightGrams Int? @map("weight_grams")'));
    expect(sql).toMatch(/^-- AlterTable\nALTER TABLE "products" ADD COLUMN +"weight_grams" INTEGER;\n$/);
  });

  it('creates everything where there was nothing', async () => {
    expect(await schemaDifference('', schema(''))).toContain('CREATE TABLE "products"');
  });

  it('is empty when the models are the same', async () => {
    expect(await schemaDifference(schema(''), schema('/// A comment.'))).toBe('');
  });

  it('has a folder that sorts after those before it', () => {
    expect(migrationFolder('add_weight', new Date('2026-11-27T05:06:07.089Z'))).toBe('20261127050607_add_weight');
  });
});
