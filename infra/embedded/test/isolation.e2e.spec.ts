import { Client } from 'pg';
import { sharedSystem } from './system/shared-system.ts';

it.each(['order_api', 'notifications', 'postgres', 'template1'])(
  "IdentityAPI's role may not open the database %s",
  async (database) => {
    const url = new URL(sharedSystem().identityDatabase);
    url.pathname = database;
    const client = new Client({ connectionString: url.toString() });
    await expect(client.connect()).rejects.toThrow('permission denied for database');
  },
);
