import { afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('a test file that asks for a database', () => {
  const databases: TestDatabase[] = [];
  afterEach(() => Promise.all(databases.splice(0).map((database) => database.drop())));

  const query = async (url: string, statement: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client.query(statement).finally(() => client.end());
  };

  it('gets one that is migrated and that no other test file sees', async () => {
    databases.push(...(await Promise.all([freshDatabase(), freshDatabase()])));
    const [mine, theirs] = databases.map(({ url }) => url) as [string, string];

    await query(mine, 'CREATE TABLE marks (id int)');

    expect((await query(mine, 'SELECT count(*)::int AS n FROM migrations')).rows[0].n).toBeGreaterThan(0);
    await expect(query(theirs, 'SELECT * FROM marks')).rejects.toThrow('does not exist');
  });
});
