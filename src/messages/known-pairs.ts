import type { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';

/** The two of a private chat. */
export interface Pair {
  low: number;
  high: number;
}

/** By chat; a group or channel has none. */
export type Pairs = ReadonlyMap<number, Pair | undefined>;

const PAIRS = `
SELECT c.id, p.low_id, p.high_id FROM chats c LEFT JOIN private_chats p ON p.chat_id = c.id AND p.low_id = c.low_id
WHERE c.id = ANY($1::int[]) AND c.kind <> 'server'`;

const MOST_KNOWN = 50_000;

/** Which two a private chat is of: that never changes, so each chat is asked for once, and the newest ones are kept. */
export class KnownPairs {
  private readonly known = new Map<number, Pair | undefined>();

  constructor(private readonly database: DataSource) {}

  /** Knows all of these chats that exist. */
  async of(chatIds: Iterable<number>): Promise<Pairs> {
    const unknown = new Set<number>();
    for (const id of chatIds) if (!this.known.has(id)) unknown.add(id);
    if (unknown.size) await this.learn([...unknown]);
    return this.known;
  }

  private async learn(chatIds: number[]): Promise<void> {
    this.makeRoomFor(chatIds.length);
    const rows = await preparedQuery<[number, number | null, number]>(this.database, 'pairs', PAIRS, [chatIds]);
    for (const [id, low, high] of rows) this.known.set(id, low === null ? undefined : { low, high });
  }

  private makeRoomFor(count: number): void {
    for (const oldest of this.known.keys()) {
      if (this.known.size + count <= MOST_KNOWN) return;
      this.known.delete(oldest);
    }
  }
}
