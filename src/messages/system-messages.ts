import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { EventBus } from '../events/event-bus.js';
import type { LiveMessage } from '../shared/payloads.js';

/** What happened: `text` for people, the rest for clients that draw it themselves. */
export interface Happening {
  /** `member_added`, `group_renamed`, `file_sent` … */
  name: string;
  text: string;
  subject: unknown;
}

/** Own messages are never unread for their sender; as these do not count as sent, one fewer counts as read. */
const COUNT = 'UPDATE memberships SET sent_until_read = sent_until_read - 1 WHERE chat_id = $1 AND user_id = $2';

/** No sender in the list: the text says itself who did it. */
const WRITE = `
WITH numbered AS (
  UPDATE chats SET last_seq = last_seq + 1, last_text = left($3, 200), last_sender_id = NULL,
    last_time = date_trunc('milliseconds', clock_timestamp())
  WHERE id = $1 RETURNING last_seq, last_time
)
INSERT INTO messages (chat_id, seq, sender_id, kind, text, event, time)
SELECT $1, last_seq, $2, 'system', $3, $4, last_time FROM numbered
RETURNING id, seq, time`;

/** Says in the chat itself what happened to it. One request makes one such message, however many it concerns. */
@Injectable()
export class SystemMessages {
  constructor(readonly events: EventBus) {}

  /**
   * Writes it in the transaction of the change that it reports, as the last thing there: memberships are locked before
   * chats, everywhere. To be published by `publish` after the commit.
   */
  async write(
    tx: EntityManager,
    actor: Pick<Actor, 'id' | 'username'>,
    chatId: number,
    { name, text, subject }: Happening,
  ): Promise<LiveMessage> {
    const event = { name, actor: { id: actor.id, username: actor.username }, subject };
    await tx.query(COUNT, [chatId, actor.id]);
    const [{ id, seq, time }] = await tx.query(WRITE, [chatId, actor.id, text, JSON.stringify(event)]);
    return {
      chat_id: chatId,
      sender: actor.id,
      sender_username: actor.username,
      text,
      time: time.toISOString(),
      read: false,
      read_by: [],
      id,
      seq,
      kind: 'system',
      event,
    };
  }

  publish(message: LiveMessage): void {
    this.events.publish('messages sent', [message]);
  }
}
