import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import type { ReadReceipt } from '../shared/payloads.js';

type Row = [chat_id: number, user_id: number, username: string, up_to: number, time: Date, shown: boolean];

const LATEST_MESSAGES = 200;
const CHATS_AT_ONCE = 500;

/** How far the latest messages of chats were read in the last ms: $1 chats, $2 ms. */
const RECENT = `
SELECT DISTINCT ON (r.chat_id, r.user_id) r.chat_id, r.user_id, u.username, r.to_seq, r.time, u.receipts_visible
FROM unnest($1::int[]) AS h(chat_id)
JOIN chats c ON c.id = h.chat_id
JOIN read_ranges r ON r.chat_id = c.id AND r.to_seq > c.last_seq - ${LATEST_MESSAGES}
JOIN users u ON u.id = r.user_id
WHERE r.time > now() - $2 * interval '1 millisecond'
ORDER BY r.chat_id, r.user_id, r.to_seq DESC`;

/** What was read not long ago, for where that was not heard. */
@Injectable()
export class RecentReceipts {
  constructor(private readonly database: DataSource) {}

  async *of(chatIds: readonly number[], ms: number): AsyncGenerator<ReadReceipt & { shown: boolean }> {
    for (let at = 0; at < chatIds.length; at += CHATS_AT_ONCE) {
      const values = [chatIds.slice(at, at + CHATS_AT_ONCE), Math.ceil(ms)];
      for (const row of await preparedQuery<Row>(this.database, 'recent-receipts', RECENT, values))
        yield receiptOf(row);
    }
  }
}

const receiptOf = ([chat_id, user_id, username, up_to, time, shown]: Row): ReadReceipt & { shown: boolean } => ({
  chat_id,
  user_id,
  username,
  up_to,
  time: time.toISOString(),
  shown,
});
