import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { GroupCommit } from '../database/group-commit.js';
import { notFound, unavailable } from '../errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { LOCK_CURSORS, MOVE_CURSORS } from './receipts.sql.js';

interface Step {
  chat_id: number;
  user_id: number;
  username: string;
  up_to: number | null;
}

/** `up_to` is null when the cursor was there already. */
interface Moved {
  ord: number;
  unread: number;
  up_to: number | null;
  time: Date | null;
  shown: boolean;
}

const UNREAD_CHATS = `
SELECT m.chat_id FROM memberships m JOIN chats c ON c.id = m.chat_id
WHERE m.user_id = $1 AND m.read_up_to < c.last_seq`;

const MOST_IN_A_BATCH = 512;
const MOST_WAITING = 20_000;

/** What has been read: one cursor for each member, forward only, moved in groups like messages are written. */
@Injectable()
export class ReceiptsService implements BeforeApplicationShutdown {
  private readonly queue = new GroupCommit<Step, Moved | undefined>((steps) => this.commit(steps), {
    batch: MOST_IN_A_BATCH,
    queue: MOST_WAITING,
    full: () => unavailable(),
    keyOf: ({ chat_id, user_id }) => `${chat_id}.${user_id}`,
  });

  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  /** Moves the caller's cursor to `upTo` (a seq; default the newest) and answers what is still unread. */
  async markRead(actor: Actor, chatId: number, upTo?: number): Promise<{ unread: number }> {
    const moved = await this.move(actor, chatId, upTo ?? null);
    if (!moved) throw notFound('chat');
    return { unread: moved.unread };
  }

  /** Whatever chat one has left, or was put out of, by the time it is its turn needs no reading any more. */
  async markAllRead(actor: Actor): Promise<{ unread: number }> {
    const chats: { chat_id: number }[] = await this.database.query(UNREAD_CHATS, [actor.id]);
    await Promise.all(chats.map(({ chat_id }) => this.move(actor, chat_id, null)));
    return { unread: 0 };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.drained();
  }

  /** Undefined where the caller is no member. */
  private move({ id, username }: Actor, chat_id: number, up_to: number | null): Promise<Moved | undefined> {
    return this.queue.add({ chat_id, user_id: id, username, up_to });
  }

  private async commit(steps: Step[]): Promise<(Moved | undefined)[]> {
    const chats = steps.map(({ chat_id }) => chat_id);
    const readers = steps.map(({ user_id }) => user_id);
    const moved = await this.database.transaction(async (tx): Promise<Moved[]> => {
      await tx.query(LOCK_CURSORS, [chats, readers]);
      return tx.query(MOVE_CURSORS, [chats, readers, steps.map(({ up_to }) => up_to)]);
    });
    const results = Array.from<Moved | undefined>({ length: steps.length });
    for (const row of moved) {
      results[row.ord - 1] = row;
      this.tell(steps[row.ord - 1]!, row);
    }
    return results;
  }

  private tell({ chat_id, user_id, username }: Step, { up_to, time, shown }: Moved): void {
    if (up_to === null || time === null) return;
    this.events.publish('chat read', { chat_id, user_id, username, up_to, time: time.toISOString(), shown });
  }
}
