import { type Manifest, RowHash } from './backup-file.js';

/** Rows that are in memory at once: of messages at the most 8 MB. */
const AT_ONCE = 500;

/**
 * What a backup leaves out: sign-ins and their tokens, so that nobody gets in with what a stolen or old backup holds;
 * which instances there are; and the list of migrations, which a restore makes anew.
 */
const LEFT_OUT = [
  'sessions',
  'web_sessions',
  'refresh_tokens',
  'push_subscriptions',
  'push_notices',
  'instances',
  'migrations',
];

/** Asks one connection; in whose transaction is the caller's affair. */
export type Ask = <Row>(statement: string, values?: unknown[]) => Promise<Row[]>;

export interface Table {
  name: string;
  /** As SQL. */
  order: string;
}

/** What must be the same on both sides, so that equal rows are equal bytes, and a slow disk is no error. */
export const PLAIN = `
  SET SESSION TIME ZONE 'UTC'; SET bytea_output = 'hex'; SET extra_float_digits = 1;
  SET statement_timeout = 0; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = 0`;

/** Every table that is kept, each after those it refers to. Text is ordered by its bytes, wherever the database stands. */
export async function tablesOf(ask: Ask): Promise<Table[]> {
  const tables = await ask<Table & { needs: string[] }>(
    `SELECT c.relname AS name,
       (SELECT string_agg(format('%I', a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END, ', '
                          ORDER BY array_position(i.indkey::int2[], a.attnum))
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary) AS order,
       ARRAY(SELECT f.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
             WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
     FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1)
     ORDER BY c.relname`,
    [LEFT_OUT],
  );
  const placed: typeof tables = [];
  for (let waiting = tables; waiting.length;) {
    const names = new Set(waiting.map(({ name }) => name));
    const next = waiting.filter(({ needs }) => !needs.some((needed) => names.has(needed)));
    if (!next.length) throw new Error(`Tables refer to each other in a circle: ${[...names].join(', ')}`);
    placed.push(...next);
    waiting = waiting.filter((table) => !next.includes(table));
  }
  return placed.map(({ name, order }) => ({ name, order }));
}

/** Each row as one line of JSON, in the order of the primary key. Needs a transaction. */
export async function* rowsOf(ask: Ask, { name, order }: Table): AsyncGenerator<string> {
  await ask(
    `DECLARE kept NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM ${quoted(name)} t ORDER BY ${order}`,
  );
  for (;;) {
    const rows = await ask<{ row: string }>(`FETCH ${AT_ONCE} FROM kept`);
    for (const { row } of rows) yield row;
    if (rows.length < AT_ONCE) break;
  }
  await ask('CLOSE kept');
}

/** Reads every row that is kept; needs a transaction. */
export async function manifestOf(ask: Ask): Promise<Manifest> {
  const manifest: Manifest = {};
  for (const table of await tablesOf(ask)) {
    const hash = new RowHash();
    for await (const row of rowsOf(ask, table)) hash.add(row);
    manifest[table.name] = hash.result;
  }
  return manifest;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
