import pg from 'pg';
import type { LiveMessage } from '../../src/shared/payloads.js';

export interface Draft {
  chat_id: number;
  text: string;
  client_id: string;
}

let last = 0;

/** The message that a floor sends out: as large as the real one. */
export function liveMessage({ chat_id, text, client_id }: Draft, sender: number): LiveMessage {
  const id = ++last;
  return {
    chat_id,
    sender,
    sender_username: `bench_${sender}`,
    text,
    time: new Date().toISOString(),
    read: false,
    read_by: [],
    id,
    seq: id,
    kind: 'text',
    client_id,
  };
}

const INSERT = {
  name: 'insert',
  text: 'INSERT INTO floor_messages (chat_id, seq, sender_id, text, client_id, time) VALUES ($1, $2, $3, $4, $5, now())',
};

/** Stores as a plain server does, in a table like the real one: one INSERT for each message, by a pool of ten. */
export async function inserter(): Promise<((message: LiveMessage) => Promise<unknown>) | undefined> {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) return undefined;
  const pool = new pg.Pool({ connectionString, max: 10 });
  await pool.query('CREATE TABLE floor_messages (LIKE messages INCLUDING ALL)');
  return ({ chat_id, seq, sender, text, client_id }) =>
    pool.query({ ...INSERT, values: [chat_id, seq, sender, text, client_id] });
}
