import { SchemaEngine } from '@prisma/schema-engine-wasm';

/** What the engine asks of a database before it compares two schemas: its version. Nothing else is asked, and none is needed. */
const VERSION = { columnNames: ['exists', 'version', 'numeric'], columnTypes: [5, 7, 0] };
const ANSWER = { ...VERSION, rows: [[true, 'PostgreSQL 18.0', 180_000]] };

const ok = <T>(value: T) => ({ ok: true, value });
const none = () => Promise.reject(new Error('a comparison of schemas has no database'));
const about = { provider: 'postgres', adapterName: 'none', errorRegistry: { consumeError: () => undefined } };
const connection = {
  ...about,
  queryRaw: () => Promise.resolve(ok(ANSWER)),
  executeRaw: none,
  executeScript: none,
  startTransaction: none,
  dispose: () => Promise.resolve(ok(undefined)),
  getConnectionInfo: () => ok({ supportsRelationJoins: false, schemaName: 'public' }),
};
const adapter = { ...about, connect: () => Promise.resolve(ok(connection)), connectToShadowDb: none };

/** The SQL that makes a database of one Prisma schema into one of another; empty when the models are the same. */
export async function schemaDifference(from: string, to: string): Promise<string> {
  const file = 'schema.prisma';
  const engine = await SchemaEngine.new({ datamodels: [[file, to]] }, () => undefined, adapter);
  const target = (content: string) => ({ tag: 'schemaDatamodel' as const, files: [{ path: file, content }] });
  const { stdout } = await engine.diff({
    from: from === '' ? { tag: 'empty' } : target(from),
    to: target(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  const sql = (stdout ?? '').trim();
  return sql === '-- This is an empty migration.' ? '' : `${sql}\n`;
}
