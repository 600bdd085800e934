import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** The pool under TypeORM, for what needs a feature of `pg` itself. */
export const poolOf = (database: DataSource): pg.Pool => (database.driver as PostgresDriver).master as pg.Pool;

/**
 * A statement that PostgreSQL parses and plans once for each connection, with rows as arrays: for hot paths, where
 * planning would cost more than running. `name` must be unique for `text`.
 */
export async function preparedQuery<Row extends unknown[]>(
  database: DataSource,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const { rows } = await poolOf(database).query<Row>({ name, text, values, rowMode: 'array' });
  return rows;
}
