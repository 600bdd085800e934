import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { preparedQuery } from '../database/prepared-query.js';
import type { LiveMessage, SystemEvent } from '../shared/payloads.js';

type Row = [
  chat_id: number,
  id: number,
  seq: number,
  sender_id: number,
  sender_username: string,
  kind: 'text' | 'system',
  text: string,
  event: SystemEvent | null,
  client_id: string | null,
  time: Date,
];

const MOST_OF_ONE_CHAT = 200;

/** What chats have beyond the given heads, oldest first: $1 chats, $2 heads. */
const AFTER = `
SELECT m.chat_id, m.id, m.seq, m.sender_id, u.username, m.kind, m.text, m.event, m.client_id, m.time
FROM unnest($1::int[], $2::int[]) AS h(chat_id, head)
CROSS JOIN LATERAL (
  SELECT * FROM messages WHERE chat_id = h.chat_id AND seq > h.head ORDER BY seq LIMIT ${MOST_OF_ONE_CHAT}
) m
JOIN users u ON u.id = m.sender_id
ORDER BY m.chat_id, m.seq`;

/** Stored messages as they were told to everybody when they were sent, for where that was not heard. */
@Injectable()
export class LiveMessages {
  constructor(private readonly database: DataSource) {}

  /** The next messages of these chats after these heads: at most 200 of each. */
  async after(heads: ReadonlyMap<number, number>): Promise<LiveMessage[]> {
    const values = [[...heads.keys()], [...heads.values()]];
    return (await preparedQuery<Row>(this.database, 'live-after', AFTER, values)).map(liveMessageOf);
  }
}

function liveMessageOf([chat_id, id, seq, sender, name, kind, text, event, client_id, time]: Row): LiveMessage {
  return {
    chat_id,
    sender,
    sender_username: name,
    text,
    time: time.toISOString(),
    read: false,
    read_by: [],
    id,
    seq,
    kind,
    ...(event && { event }),
    ...(client_id !== null && { client_id }),
  };
}
